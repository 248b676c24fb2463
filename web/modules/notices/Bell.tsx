import "./notices.css";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { listNoticesContract } from "../../../server/modules/people/notification/notification.contract.ts";
import { useRead } from "../../api/queries.ts";
import { problemText } from "../../text/problem.ts";
import { Icon } from "../../ui/Icon.tsx";
import { Menu } from "../../ui/Menu.tsx";
import { NoticeLine } from "./NoticeLine.tsx";
import { ReadAll } from "./ReadAll.tsx";

/** What I was told lately; the number is what I have not read. */
export function Bell() {
  const { t } = useTranslation();
  const list = useRead(listNoticesContract, { query: { limit: 15 } });
  const unread = list.data?.unread ?? { value: 0, capped: false };
  const shown = `${unread.value}${unread.capped ? "+" : ""}`;
  return (
    <Menu
      end
      className="btn text ico bell"
      label={unread.value > 0 ? t("frame.notice.bell_count", { shown }) : t("frame.notice.bell")}
      trigger={
        <>
          <Icon name="bell" size={18} />
          {unread.value > 0 && <span className="bell-count">{shown}</span>}
        </>
      }
    >
      {(close) => (
        <div className="notices-menu">
          <div className="row">
            <b className="grow">{t("frame.notice.title")}</b>
            {unread.value > 0 && <ReadAll />}
          </div>
          {list.isError && <p className="small danger">{problemText(list.error)}</p>}
          {list.data?.rows.length === 0 && <p className="small t3">{t("frame.notice.none")}</p>}
          {list.data?.rows.map((notice) => (
            <NoticeLine key={notice.id} notice={notice} onOpen={close} />
          ))}
          <Link to="/notices" search={{}} className="o" onClick={close}>
            {t("frame.notice.all")}
          </Link>
        </div>
      )}
    </Menu>
  );
}
