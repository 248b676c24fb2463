import "./notices.css";
import { useTranslation } from "react-i18next";
import {
  readNoticePreferencesContract,
  updateNoticePreferencesContract,
} from "../../../server/modules/people/notification/notification.contract.ts";
import { client } from "../../api/client.ts";
import { keyOf, useCall, useRead } from "../../api/queries.ts";
import { problemText } from "../../text/problem.ts";
import { Skeleton } from "../../ui/Skeleton.tsx";
import { PushDevices } from "./push/PushDevices.tsx";

const mails = ["at_once", "digest", "off"] as const;
const hours = Array.from({ length: 24 }, (_, hour) => hour);

/** How each kind of notice reaches me; each choice is kept at once. */
export function NoticeWays() {
  const { t } = useTranslation();
  const ways = useRead(readNoticePreferencesContract, {});
  const update = useCall(updateNoticePreferencesContract);
  if (ways.isError) return <p className="small danger">{problemText(ways.error)}</p>;
  if (!ways.data) return <Skeleton rows={3} />;
  const { kinds, digest_hour } = ways.data;
  return (
    <>
      <PushDevices />
      <table className="ways">
        <thead>
          <tr>
            <th>{t("frame.notice.what")}</th>
            <th>{t("frame.notice.page")}</th>
            <th>{t("frame.notice.push.title")}</th>
            <th>{t("frame.notice.mail.title")}</th>
          </tr>
        </thead>
        <tbody>
          {kinds.map((way) => {
            const name = t(`frame.notice.name.${way.kind}`);
            return (
              <tr key={way.kind}>
                <td>{name}</td>
                <td>
                  <input
                    type="checkbox"
                    checked={way.page}
                    aria-label={`${name}: ${t("frame.notice.page")}`}
                    onChange={(event) => keep({ ...way, page: event.target.checked })}
                  />
                </td>
                <td>
                  <input
                    type="checkbox"
                    checked={way.push ?? false}
                    aria-label={`${name}: ${t("frame.notice.push.title")}`}
                    onChange={(event) => keep({ ...way, push: event.target.checked })}
                  />
                </td>
                <td>
                  <select
                    className="inp s auto"
                    value={way.mail}
                    aria-label={`${name}: ${t("frame.notice.mail.title")}`}
                    onChange={(event) => keep({ ...way, mail: event.target.value as (typeof mails)[number] })}
                  >
                    {mails.map((mail) => (
                      <option key={mail} value={mail}>
                        {t(`frame.notice.mail.${mail}`)}
                      </option>
                    ))}
                  </select>
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
      <label className="row" style={{ marginTop: 12 }}>
        {t("frame.notice.digest_hour")}
        <select
          className="inp s auto"
          value={digest_hour}
          onChange={(event) => save(kinds, Number(event.target.value))}
        >
          {hours.map((hour) => (
            <option key={hour} value={hour}>
              {`${String(hour).padStart(2, "0")}:00`}
            </option>
          ))}
        </select>
      </label>
      {update.error && (
        <p className="small danger" role="alert">
          {problemText(update.error)}
        </p>
      )}
    </>
  );

  function keep(way: (typeof kinds)[number]) {
    save(
      kinds.map((one) => (one.kind === way.kind ? way : one)),
      digest_hour,
    );
  }

  function save(next: typeof kinds, hour: number) {
    update.mutate(
      { body: { kinds: next, digest_hour: hour } },
      { onSuccess: (answer) => client.setQueryData(keyOf(readNoticePreferencesContract, {}), answer) },
    );
  }
}
