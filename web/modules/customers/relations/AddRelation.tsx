import { useState } from "react";
import { useTranslation } from "react-i18next";
import { addRelationContract } from "../../../../server/modules/customers/relation/relation.contract.ts";
import { useCall } from "../../../api/queries.ts";
import { problemText } from "../../../text/problem.ts";
import { Icon } from "../../../ui/Icon.tsx";
import { Menu } from "../../../ui/Menu.tsx";
import { showToast } from "../../../ui/toasts.ts";
import { useRecord } from "../record/RecordContext.ts";
import { rereadRelations, takeBack } from "./acts.ts";
import { CustomerSearch } from "./CustomerSearch.tsx";
import { choicesOf, useRelationTypes } from "./types.ts";

/** What the other one is to this customer, and who it is. */
export function AddRelation({ look = "btn s" }: { look?: string }) {
  const { t } = useTranslation();
  return (
    <Menu
      end
      className={look}
      trigger={
        <>
          {look === "btn s" && <Icon name="plus" size={14} />}
          {t("relations.add")}
        </>
      }
    >
      {(close) => <Form onDone={close} />}
    </Menu>
  );
}

function Form({ onDone }: { onDone: () => void }) {
  const { t } = useTranslation();
  const { record } = useRecord();
  const { types } = useRelationTypes();
  const add = useCall(addRelationContract);
  const choices = choicesOf(types, "customer");
  const [chosen, setChosen] = useState<string>();
  const [note, setNote] = useState("");
  const choice = choices.find((one) => one.key === chosen) ?? choices[0];
  return (
    <div className="rel-form">
      <label className="field">
        <span className="lab">{t("relations.other_is")}</span>
        <select className="inp s" value={choice?.key ?? ""} onChange={(event) => setChosen(event.target.value)}>
          {choices.map((one) => (
            <option key={one.key} value={one.key}>
              {one.name}
            </option>
          ))}
        </select>
      </label>
      <input
        className="inp s"
        value={note}
        maxLength={500}
        placeholder={t("relations.note")}
        aria-label={t("relations.note")}
        onChange={(event) => setNote(event.target.value)}
      />
      <CustomerSearch object="customer" label={t("relations.search_customer")} without={record.id} onPick={save} />
      {add.error && (
        <p className="danger small" role="alert">
          {problemText(add.error)}
        </p>
      )}
    </div>
  );

  function save(hit: { id: string; name: { text: string }[] }) {
    if (!choice || add.isPending) return;
    const { type_id, end, name: word } = choice;
    const params = { customerId: record.id };
    add.mutate(
      { params, body: { type_id, end, customer_id: hit.id, note: note.trim() || null } },
      {
        onSuccess: (made) => {
          onDone();
          void rereadRelations(record.id, hit.id);
          showToast({
            text: t("relations.added", { word, name: made.other.name }),
            undo: () => takeBack(record.id, made),
          });
        },
      },
    );
  }
}
