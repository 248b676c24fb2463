import "./relations.css";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import {
  addContactRelationContract,
  listContactRelationsContract,
  removeContactRelationContract,
} from "../../../../server/modules/customers/relation/relation.contract.ts";
import type { BodyOf, ResponseOf } from "../../../../server/platform/contract/contract.ts";
import { call } from "../../../api/call.ts";
import { client } from "../../../api/client.ts";
import { keyOf, useCall, useRead } from "../../../api/queries.ts";
import { problemText } from "../../../text/problem.ts";
import { ActionButton } from "../../../ui/ActionButton.tsx";
import { Icon } from "../../../ui/Icon.tsx";
import { Menu } from "../../../ui/Menu.tsx";
import { showToast } from "../../../ui/toasts.ts";
import { useIsShut } from "../record/Contacts.tsx";
import { useRecord } from "../record/RecordContext.ts";
import { CustomerSearch } from "./CustomerSearch.tsx";
import { choicesOf, endName, useRelationTypes } from "./types.ts";

type Relation = ResponseOf<typeof listContactRelationsContract>["relations"][number];

/** Ties between people, here or at other customers. */
export function ContactRelations() {
  const { t } = useTranslation();
  const { record } = useRecord();
  const { typeOf } = useRelationTypes();
  const isShut = useIsShut("contacts");
  const params = { customerId: record.id };
  const relations = useRead(listContactRelationsContract, { params }).data?.relations ?? [];
  if ((record.contacts ?? []).length === 0 || (isShut && relations.length === 0)) return null;
  return (
    <section className="rel-people" aria-labelledby="people-ties">
      <div className="sect">
        <h2 id="people-ties">{t("relations.people.title")}</h2>
        {relations.length > 0 && <span className="cnt">{relations.length}</span>}
        <span className="grow" />
        {!isShut && (
          <Menu end className="btn link small" trigger={t("relations.people.add")}>
            {(close) => <Form onDone={close} />}
          </Menu>
        )}
      </div>
      {relations.length === 0 && <p className="t3 small">{t("relations.people.none")}</p>}
      {relations.map((one) => (
        <div key={one.id} className="row line">
          <b>{one.contact.name}</b>
          <span className="t3">{t("relations.people.has", { word: endName(typeOf(one.type_id), one.end) })}</span>
          <b>{one.other.name}</b>
          {one.other.customer.id !== record.id && (
            <Link className="el" to="/customers/$customerId" params={{ customerId: one.other.customer.id }}>
              {one.other.customer.name}
            </Link>
          )}
          <span className="t3 small el grow">{one.note}</span>
          {!isShut && (
            <ActionButton
              look="text"
              small
              icon="close"
              label={t("relations.end", { name: one.other.name })}
              onClick={() => void end(one)}
            />
          )}
        </div>
      ))}
    </section>
  );

  async function end(relation: Relation) {
    const { type_id, end: side, contact, other, note, client_id } = relation;
    const body = { type_id, end: side, contact_id: contact.id, other_customer_id: other.customer.id, note, client_id };
    try {
      await call(removeContactRelationContract, { params: { ...params, relationId: relation.id } });
      showToast({
        text: t("relations.removed", { name: other.name }),
        undo: () => putBack({ ...body, other_contact_id: other.id }),
      });
    } catch (error) {
      showToast({ text: problemText(error), look: "problem" });
    }
    await reread();
  }

  async function putBack(body: BodyOf<typeof addContactRelationContract>) {
    try {
      await call(addContactRelationContract, { params, body });
    } catch (error) {
      showToast({ text: problemText(error), look: "problem" });
    }
    await reread();
  }
}

const reread = () => client.invalidateQueries({ queryKey: keyOf(listContactRelationsContract) });

function Form({ onDone }: { onDone: () => void }) {
  const { t } = useTranslation();
  const { record } = useRecord();
  const { types } = useRelationTypes();
  const add = useCall(addContactRelationContract);
  const choices = choicesOf(types, "contact");
  const contacts = record.contacts ?? [];
  const [who, setWho] = useState(contacts[0]?.id ?? "");
  const [chosen, setChosen] = useState<string>();
  const choice = choices.find((one) => one.key === chosen) ?? choices[0];
  const others = contacts.filter((one) => one.id !== who);
  return (
    <div className="rel-form">
      <label className="field">
        <span className="lab">{t("relations.people.who")}</span>
        <select className="inp s" value={who} onChange={(event) => setWho(event.target.value)}>
          {contacts.map((one) => (
            <option key={one.id} value={one.id}>
              {one.name}
            </option>
          ))}
        </select>
      </label>
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
      {others.length > 0 && (
        <select
          className="inp s"
          value=""
          aria-label={t("relations.people.here")}
          onChange={(event) => event.target.value && save(record.id, event.target.value)}
        >
          <option value="">{t("relations.people.here")}</option>
          {others.map((one) => (
            <option key={one.id} value={one.id}>
              {one.name}
            </option>
          ))}
        </select>
      )}
      <CustomerSearch
        object="contact"
        label={t("relations.people.search")}
        without={who}
        onPick={(hit) => save(hit.customer_id, hit.id)}
      />
      {add.error && (
        <p className="danger small" role="alert">
          <Icon name="warning" size={14} /> {problemText(add.error)}
        </p>
      )}
    </div>
  );

  function save(otherCustomerId: string, otherContactId: string) {
    if (!choice || add.isPending) return;
    const { type_id, end } = choice;
    const body = {
      type_id,
      end,
      contact_id: who,
      other_customer_id: otherCustomerId,
      other_contact_id: otherContactId,
    };
    add.mutate(
      { params: { customerId: record.id }, body },
      {
        onSuccess: (made) => {
          onDone();
          void reread();
          showToast({ text: t("relations.added", { word: choice.name, name: made.other.name }) });
        },
      },
    );
  }
}
