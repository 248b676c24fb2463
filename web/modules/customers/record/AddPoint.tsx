import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { addContactPointContract } from "../../../../server/modules/customers/contact.contract.ts";
import { contactPointKinds } from "../../../../server/modules/customers/parts.contract.ts";
import { isProblem } from "../../../api/problem.ts";
import { useCall } from "../../../api/queries.ts";
import { problemText } from "../../../text/problem.ts";
import { focusOnOpen } from "../../../ui/focus.ts";
import { Icon } from "../../../ui/Icon.tsx";
import { Menu } from "../../../ui/Menu.tsx";
import { useRecord } from "./RecordContext.ts";
import { replaceRecord } from "./record.ts";

/** A small form for one more way to reach the customer or a contact. */
export function AddPoint({ contactId }: { contactId: string | null }) {
  const { t } = useTranslation();
  return (
    <Menu className="btn text s ico" end label={t("customers.point.add")} trigger={<Icon name="plus" size={14} />}>
      {(close) => <PointForm contactId={contactId} onDone={close} />}
    </Menu>
  );
}

function PointForm({ contactId, onDone }: { contactId: string | null; onDone: () => void }) {
  const { t } = useTranslation();
  const { record } = useRecord();
  const add = useCall(addContactPointContract);
  const [kind, setKind] = useState<(typeof contactPointKinds)[number]>("phone");
  const problem = isProblem(add.error, "contact_point.invalid")
    ? t(`customers.point.bad_${kind}`)
    : add.error && problemText(add.error);
  return (
    <form className="point-form" onSubmit={save}>
      <div className="seg" role="radiogroup" aria-label={t("customers.point.kind")}>
        {contactPointKinds.map((one) => (
          // biome-ignore lint/a11y/useSemanticElements: looks like the other switches
          <button key={one} type="button" role="radio" aria-checked={one === kind} onClick={() => setKind(one)}>
            {t(`customers.point.${one}`)}
          </button>
        ))}
      </div>
      <input
        className="inp s"
        name="value"
        ref={focusOnOpen}
        required
        maxLength={500}
        aria-label={t(`customers.point.${kind}`)}
        placeholder={t(`customers.point.${kind}`)}
        autoComplete="off"
      />
      <input
        className="inp s"
        name="label"
        maxLength={60}
        aria-label={t("customers.point.label")}
        placeholder={t("customers.point.label_hint")}
        autoComplete="off"
      />
      {problem && (
        <p className="danger small" role="alert">
          {problem}
        </p>
      )}
      <button type="submit" className="btn primary s" aria-busy={add.isPending}>
        {t("customers.point.add")}
      </button>
    </form>
  );

  function save(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const value = String(form.get("value")).trim();
    if (!value) return;
    const body = { kind, value, label: String(form.get("label")).trim() || null, contact_id: contactId };
    add.mutate(
      { params: { customerId: record.id }, body },
      {
        onSuccess: (next) => {
          replaceRecord(next);
          onDone();
        },
      },
    );
  }
}
