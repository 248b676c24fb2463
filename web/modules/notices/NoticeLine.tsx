import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import {
  listNoticesContract,
  readNoticeContract,
} from "../../../server/modules/people/notification/notification.contract.ts";
import type { ResponseOf } from "../../../server/platform/contract/contract.ts";
import { call } from "../../api/call.ts";
import { client } from "../../api/client.ts";
import { keyOf } from "../../api/queries.ts";
import { formatFull } from "../../text/format.ts";

export type NoticeRow = ResponseOf<typeof listNoticesContract>["rows"][number];

export const rereadNotices = (): Promise<void> => client.invalidateQueries({ queryKey: keyOf(listNoticesContract) });

/** What happened, to what, and when; opening it reads it. */
export function NoticeLine({ notice, onOpen }: { notice: NoticeRow; onOpen?: () => void }) {
  const { t } = useTranslation();
  const isNew = notice.read_at === null;
  return (
    <Link to={notice.path} className={`o notice ${isNew ? "new" : ""}`} onClick={() => void open()}>
      <span className="grow">
        <span className="small t2">
          {t(`frame.notice.kind.${notice.kind}`, { by: notice.by?.name ?? "" })}
          {notice.count > 1 && ` ×${notice.count}`}
        </span>
        <b className="el">{notice.title}</b>
        <span className="small t3">{formatFull(notice.created_at)}</span>
      </span>
      {isNew && (
        <>
          <i className="dot" />
          <span className="sr">{t("frame.notice.new")}</span>
        </>
      )}
    </Link>
  );

  async function open() {
    onOpen?.();
    if (!isNew) return;
    await call(readNoticeContract, { params: { noticeId: notice.id } }).catch(() => undefined);
    await rereadNotices();
  }
}
