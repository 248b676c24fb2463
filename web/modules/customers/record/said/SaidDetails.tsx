import { useTranslation } from "react-i18next";
import { listPromiseKindsContract } from "../../../../../server/modules/customers/promise/promise.contract.ts";
import {
  intelligenceKinds,
  reliabilities,
  touchChannels,
} from "../../../../../server/modules/customers/said/said.contract.ts";
import { useRead } from "../../../../api/queries.ts";
import { useColleagues } from "../../../../frame/colleagues.ts";
import { useMe } from "../../../../frame/me.ts";
import { Icon } from "../../../../ui/Icon.tsx";
import type { Draft, SaidKind } from "../draft.ts";
import { useRecord } from "../RecordContext.ts";
import { usualDue } from "./send.ts";

interface Props {
  kind: SaidKind;
  draft: Draft;
  onChange: (part: Partial<Draft>) => void;
}

/** What a promise, a promotional touch or an intelligence note says beside its text. */
export function SaidDetails({ kind, draft, onChange }: Props) {
  const { t } = useTranslation();
  const { record } = useRecord();
  const { more } = draft;
  const put = (name: string, value: string) => onChange({ more: { ...more, [name]: value } });
  return (
    <>
      {kind === "promise" && <PromiseDetails more={more} put={put} />}
      {kind === "touch" && (
        <>
          {choice("channel", touchChannels, "customers.touch.channel", "mail")}
          {typed("campaign", t("customers.field.campaign"))}
          {typed("other_party", t("customers.touch.other_party"))}
        </>
      )}
      {kind === "intelligence" && (
        <>
          {choice("intelligence_kind", intelligenceKinds, "customers.intelligence_kind", "reputation")}
          {choice("reliability", reliabilities, "customers.reliability", "likely")}
          {typed("source", t("customers.intelligence.source"))}
          {typed("source_url", t("customers.intelligence.url"), "url")}
        </>
      )}
      {(record.contacts ?? []).length > 0 && (
        <select
          className="inp s auto"
          aria-label={t("customers.with_contact")}
          value={draft.contactId}
          onChange={(event) => onChange({ contactId: event.target.value })}
        >
          <option value="">{t(kind === "promise" ? "customers.promise.to" : "customers.with_contact")}</option>
          {record.contacts?.map((contact) => (
            <option key={contact.id} value={contact.id}>
              {contact.name}
            </option>
          ))}
        </select>
      )}
      {kind !== "promise" && (
        <input
          className="inp s auto"
          type="datetime-local"
          aria-label={t("customers.happened_at")}
          value={draft.happenedAt}
          onChange={(event) => onChange({ happenedAt: event.target.value })}
        />
      )}
    </>
  );

  function choice(name: string, values: readonly string[], words: string, first: string) {
    return (
      <select
        className="inp s auto"
        aria-label={t(`customers.said.${name}`)}
        value={more[name] || first}
        onChange={(event) => put(name, event.target.value)}
      >
        {values.map((value) => (
          <option key={value} value={value}>
            {t(`${words}.${value}`)}
          </option>
        ))}
      </select>
    );
  }

  function typed(name: string, label: string, type = "text") {
    return (
      <input
        className="inp s said-text"
        type={type}
        maxLength={name === "source_url" ? 2000 : 200}
        aria-label={label}
        placeholder={label}
        value={more[name] ?? ""}
        onChange={(event) => put(name, event.target.value)}
      />
    );
  }
}

function PromiseDetails({ more, put }: { more: Draft["more"]; put: (name: string, value: string) => void }) {
  const { t } = useTranslation();
  const { users } = useColleagues();
  const me = useMe();
  const kinds = useRead(listPromiseKindsContract, {}).data?.kinds.filter((kind) => !kind.is_retired) ?? [];
  const chosen = kinds.find((kind) => kind.id === more.kind_id);
  return (
    <>
      {kinds.length > 0 && (
        <select
          className="inp s auto"
          aria-label={t("customers.promise.kind")}
          value={more.kind_id ?? ""}
          onChange={(event) => put("kind_id", event.target.value)}
        >
          <option value="">{t("customers.promise.own_words")}</option>
          {kinds.map((kind) => (
            <option key={kind.id} value={kind.id}>
              {kind.name}
            </option>
          ))}
        </select>
      )}
      <label className="row t3" style={{ gap: 4 }}>
        {t("customers.promise.due")}
        <input
          className="inp s auto"
          type="datetime-local"
          required
          value={more.due || usualDue()}
          onChange={(event) => put("due", event.target.value)}
        />
      </label>
      <select
        className="inp s auto"
        aria-label={t("customers.promise.owner")}
        value={more.owner_id || me.user.id}
        onChange={(event) => put("owner_id", event.target.value)}
      >
        {users.map((user) => (
          <option key={user.id} value={user.id}>
            {user.name}
          </option>
        ))}
      </select>
      {chosen && !chosen.is_feasible && (
        <div className="note said-warn">
          <Icon name="warning" />
          <span className="grow">
            {t("customers.promise.not_feasible", { why: chosen.why_not })}
            <input
              className="inp s"
              required
              maxLength={2000}
              aria-label={t("customers.promise.why")}
              placeholder={t("customers.promise.why")}
              value={more.why ?? ""}
              onChange={(event) => put("why", event.target.value)}
            />
          </span>
        </div>
      )}
    </>
  );
}
