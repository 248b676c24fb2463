import type { FormEvent } from "react";
import { useTranslation } from "react-i18next";
import { addContactContract } from "../../../../server/modules/customers/contact.contract.ts";
import { isProblem } from "../../../api/problem.ts";
import { useCall } from "../../../api/queries.ts";
import { problemText } from "../../../text/problem.ts";
import { ActionButton } from "../../../ui/ActionButton.tsx";
import { focusOnOpen } from "../../../ui/focus.ts";
import { useRecord } from "./RecordContext.ts";
import { replaceRecord } from "./record.ts";

/** Name, title and one number: enough to call somebody. */
export function AddContact({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const { record } = useRecord();
  const add = useCall(addContactContract);
  const problem = isProblem(add.error, "contact_point.invalid")
    ? t("customers.point.bad_phone")
    : add.error && problemText(add.error);
  return (
    <form className="contact-form" onSubmit={save} onKeyDown={(event) => event.key === "Escape" && onClose()}>
      <div className="row">
        <input
          className="inp s"
          name="name"
          required
          ref={focusOnOpen}
          aria-label={t("customers.contact.name")}
          placeholder={t("customers.contact.name")}
          autoComplete="off"
        />
        <input
          className="inp s"
          name="title"
          aria-label={t("customers.contact.title")}
          placeholder={t("customers.contact.title")}
          autoComplete="off"
        />
      </div>
      <div className="row">
        <input
          className="inp s"
          name="phone"
          inputMode="tel"
          aria-label={t("customers.point.phone")}
          placeholder={t("customers.point.phone")}
          autoComplete="off"
        />
        <button type="submit" className="btn primary s" aria-busy={add.isPending}>
          {t("frame.save")}
        </button>
        <ActionButton small icon="close" label={t("frame.cancel")} onClick={onClose} />
      </div>
      {problem && (
        <p className="danger small" role="alert">
          {problem}
        </p>
      )}
    </form>
  );

  function save(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const [name, title, phone] = ["name", "title", "phone"].map((field) => String(form.get(field)).trim());
    if (!name) return;
    const contact_points = phone ? [{ kind: "phone" as const, value: phone, is_primary: true }] : [];
    add.mutate(
      { params: { customerId: record.id }, body: { name, title: title || null, contact_points } },
      {
        onSuccess: (next) => {
          replaceRecord(next);
          onClose();
        },
      },
    );
  }
}
