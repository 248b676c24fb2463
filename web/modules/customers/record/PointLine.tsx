import { useState } from "react";
import { useTranslation } from "react-i18next";
import {
  addContactPointContract,
  removeContactPointContract,
  updateContactPointContract,
} from "../../../../server/modules/customers/contact.contract.ts";
import { call } from "../../../api/call.ts";
import { isProblem } from "../../../api/problem.ts";
import { problemText } from "../../../text/problem.ts";
import { ActionButton } from "../../../ui/ActionButton.tsx";
import { focusOnOpen } from "../../../ui/focus.ts";
import { Icon } from "../../../ui/Icon.tsx";
import { InlineEdit } from "../../../ui/InlineEdit.tsx";
import { CallButton, useCanCall } from "../../phone/CallButton.tsx";
import { useIsShut } from "./Contacts.tsx";
import { useRecord } from "./RecordContext.ts";
import { RemoveMasked } from "./RemoveMasked.tsx";
import { RevealNumber } from "./RevealNumber.tsx";
import { act, type CustomerRecord, replaceRecord, rereadRecord } from "./record.ts";

export type Point = NonNullable<CustomerRecord["contact_points"]>[number];
export const pointIcons = { phone: "phone", mail: "mail", wechat: "chat", address: "visit" } as const;

/** One way to reach somebody: edited where it stands, taken away with a way back. */
export function PointLine({ point }: { point: Point }) {
  const { t } = useTranslation();
  const { record } = useRecord();
  const isShut = useIsShut("contact_points");
  const canCall = useCanCall();
  const [whole, setWhole] = useState<string | undefined>();
  const [isAsking, setAsking] = useState(false);
  const params = { customerId: record.id, contactPointId: point.id };
  const alike = (one: Point) => one.kind === point.kind && one.contact_id === point.contact_id;
  const isOneOfMany = (record.contact_points ?? []).filter(alike).length > 1;
  return (
    <div className="row line point">
      {point.kind === "phone" && canCall ? (
        <CallButton
          shown={whole ?? point.display}
          whom={{ customer_id: record.id, contact_point_id: point.id, client_id: point.client_id }}
        />
      ) : (
        <span className="t3" title={t(`customers.point.${point.kind}`)}>
          <Icon name={pointIcons[point.kind]} size={14} />
          <span className="sr">{t(`customers.point.${point.kind}`)}</span>
        </span>
      )}
      <InlineEdit
        label={t(`customers.point.${point.kind}`)}
        value={point.is_masked ? "" : point.display}
        shown={whole ?? point.display}
        readOnly={isShut ? t("blocked.no_permission") : undefined}
        explain={(error) =>
          isProblem(error, "contact_point.invalid") ? t(`customers.point.bad_${point.kind}`) : problemText(error)
        }
        seen={point.value}
        onSave={save}
        editor={({ value, onChange, label, invalid }) => (
          <input
            className="inp s"
            ref={focusOnOpen}
            aria-label={label}
            aria-invalid={invalid || undefined}
            placeholder={point.is_masked ? t("customers.point.new") : undefined}
            title={point.is_masked ? t("customers.point.masked") : undefined}
            value={value}
            onChange={(event) => onChange(event.target.value)}
          />
        )}
      />
      <RevealNumber point={point} isShown={whole !== undefined} onShow={setWhole} />
      {point.label && <span className="t3 small nw">{point.label}</span>}
      {point.is_primary && isOneOfMany && <span className="tag">{t("customers.point.primary")}</span>}
      <span className="grow" />
      {!isShut && (
        <span className="row quiet">
          <ActionButton
            look="text"
            small
            icon="bin"
            label={t("customers.point.remove", { value: point.display })}
            onClick={() => (point.is_masked ? setAsking(true) : remove())}
          />
        </span>
      )}
      {isAsking && <RemoveMasked what={point.display} onRemove={remove} onClose={() => setAsking(false)} />}
    </div>
  );

  async function save(value: string, seen: string) {
    try {
      replaceRecord(await call(updateContactPointContract, { params, body: { value, seen } }));
      setWhole(undefined);
    } catch (error) {
      if (isProblem(error, "customer.conflict")) void rereadRecord(record.id);
      throw error;
    }
  }

  function remove() {
    const { kind, value, label, is_primary, contact_id, client_id, province, city, district } = point;
    void act(
      () => call(removeContactPointContract, { params }),
      t("customers.point.removed", { value: point.display }),
      point.is_masked
        ? undefined
        : () =>
            call(addContactPointContract, {
              params: { customerId: record.id },
              body: { kind, value, label, is_primary, contact_id, client_id, province, city, district },
            }),
    );
  }
}
