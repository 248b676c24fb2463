import "./consent.css";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import {
  consentChannels,
  listConsentsContract,
  retractConsentContract,
} from "../../../../server/modules/customers/consent.contract.ts";
import type { ResponseOf } from "../../../../server/platform/contract/contract.ts";
import { call } from "../../../api/call.ts";
import { client } from "../../../api/client.ts";
import { keyOf, useRead } from "../../../api/queries.ts";
import { formatFull, formatWhen } from "../../../text/format.ts";
import { locale, t as word } from "../../../text/locale.ts";
import { problemText } from "../../../text/problem.ts";
import { ActionButton } from "../../../ui/ActionButton.tsx";
import { Icon } from "../../../ui/Icon.tsx";
import { showToast } from "../../../ui/toasts.ts";
import { useRecord } from "../record/RecordContext.ts";
import { ConsentDialog } from "./ConsentDialog.tsx";

export type Listed = ResponseOf<typeof listConsentsContract>;
type Statement = Listed["statements"][number];

/** Whether and how this customer may be contacted: one line a purpose, a mark a channel, and what was said. */
export function Consents() {
  const { t } = useTranslation();
  const { record } = useRecord();
  const params = { customerId: record.id };
  const read = useRead(listConsentsContract, { params });
  const [isWriting, setWriting] = useState(false);
  const [showsAll, setShowsAll] = useState(false);
  if (!read.data) return null;
  const { statements, purposes, now, blocked } = read.data;
  const used = purposes.filter(({ retired_at }) => !retired_at);
  const isStopped = now.every(({ reason }) => reason === "do_not_contact");
  const standing = statements.filter(({ retracted_at }) => showsAll || !retracted_at);
  return (
    <section aria-label={t("customers.consent.title")}>
      <div className="sect">
        <h2>{t("customers.consent.title")}</h2>
        <ActionButton look="text" small blocked={blocked.record} onClick={() => setWriting(true)}>
          {t("customers.consent.record")}
        </ActionButton>
      </div>
      {isStopped ? (
        <p className="note danger">
          <Icon name="lock" />
          {t("customers.consent.stopped")}
        </p>
      ) : (
        <table className="consent-now">
          <thead>
            <tr>
              <td />
              {consentChannels.map((channel) => (
                <th key={channel} scope="col">
                  {t(`customers.consent.channel.${channel}`)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {used.map((purpose) => (
              <tr key={purpose.key}>
                <th scope="row">{nameOf(purpose)}</th>
                {consentChannels.map((channel) => {
                  const answer = now.find((one) => one.channel === channel && one.purpose === purpose.key)!;
                  const why = t(`customers.consent.reason.${answer.reason}`);
                  return (
                    <td key={channel} className={answer.allowed ? "yes" : "no"} title={why}>
                      <Icon name={answer.allowed ? "check" : "close"} />
                      <span className="sr">{why}</span>
                    </td>
                  );
                })}
              </tr>
            ))}
          </tbody>
        </table>
      )}
      <ul className="consent-said">
        {standing.slice(0, showsAll ? 200 : 3).map((one) => (
          <li key={one.id} className={one.retracted_at ? "off" : ""}>
            <span className="grow">
              <b className={one.verdict === "refused" ? "danger" : ""}>{t(`customers.consent.${one.verdict}`)}</b>{" "}
              {aboutOf(one, purposes)}
              <span className="t3 small" title={formatFull(one.said_at)}>
                {" "}
                {formatWhen(one.said_at)} · {t(`customers.consent.source.${one.source}`)}
                {one.proof ? ` · ${one.proof}` : ""}
                {one.until ? ` · ${t("customers.consent.until", { when: formatWhen(one.until) })}` : ""}
              </span>
            </span>
            {!one.retracted_at && !blocked.record && (
              <ActionButton
                look="text"
                small
                icon="undo"
                label={t("customers.consent.retract")}
                onClick={() => void retract(one)}
              />
            )}
          </li>
        ))}
      </ul>
      {statements.length > 3 && (
        <button type="button" className="btn text s" aria-expanded={showsAll} onClick={() => setShowsAll(!showsAll)}>
          {t(showsAll ? "customers.consent.less" : "customers.consent.all", { count: statements.length })}
        </button>
      )}
      {isWriting && <ConsentDialog purposes={used} onClose={() => setWriting(false)} />}
    </section>
  );

  async function retract(one: Statement) {
    try {
      await call(retractConsentContract, { params: { ...params, consentId: one.id } });
      consentsChanged();
      showToast({ text: word("customers.consent.retracted") });
    } catch (error) {
      showToast({ text: problemText(error), look: "problem" });
    }
  }
}

export const consentsChanged = (): void => void client.invalidateQueries({ queryKey: keyOf(listConsentsContract) });

export const nameOf = ({ name_zh, name_en }: Listed["purposes"][number]): string =>
  locale() === "en" ? name_en : name_zh;

function aboutOf(one: Statement, purposes: Listed["purposes"]): string {
  const purpose = purposes.find(({ key }) => key === one.purpose);
  const parts = [
    one.contact?.name,
    one.point,
    one.channel && word(`customers.consent.channel.${one.channel}`),
    purpose && nameOf(purpose),
    one.client?.name,
  ].filter(Boolean);
  return parts.length > 0 ? parts.join(" · ") : word("customers.consent.everything");
}
