import { useState } from "react";
import { useTranslation } from "react-i18next";
import { endSessionContract, listSessionsContract } from "../../../../server/modules/people/session.contract.ts";
import type { ResponseOf } from "../../../../server/platform/contract/contract.ts";
import { call } from "../../../api/call.ts";
import { client } from "../../../api/client.ts";
import { isProblem } from "../../../api/problem.ts";
import { keyOf, useRead } from "../../../api/queries.ts";
import { formatWhen } from "../../../text/format.ts";
import { problemText } from "../../../text/problem.ts";
import { ActionButton } from "../../../ui/ActionButton.tsx";
import { ErrorState } from "../../../ui/ErrorState.tsx";
import { Icon } from "../../../ui/Icon.tsx";
import { Skeleton } from "../../../ui/Skeleton.tsx";
import { Tag } from "../../../ui/Tag.tsx";
import { showToast } from "../../../ui/toasts.ts";
import { deviceOf } from "./device.ts";

type Session = ResponseOf<typeof listSessionsContract>["sessions"][number];

/** Where I am signed in, this device first. */
export function Sessions() {
  const { t } = useTranslation();
  const [ending, setEnding] = useState<readonly string[]>([]);
  const read = useRead(listSessionsContract, {}, { staleTime: 0 });
  if (read.isPending) return <Skeleton rows={2} />;
  if (read.isError) {
    return <ErrorState title={t("settings.me.sessions.failed")} error={read.error} retry={() => void read.refetch()} />;
  }
  const sessions = read.data.sessions.toSorted((a, b) => Number(b.is_current) - Number(a.is_current));
  const others = sessions.filter((session) => !session.is_current);
  return (
    <>
      <ul className="sessions">
        {sessions.map((session) => (
          <SessionLine
            key={session.id}
            session={session}
            isEnding={ending.includes(session.id)}
            onEnd={() => void end([session])}
          />
        ))}
      </ul>
      {others.length > 0 ? (
        <ActionButton icon="leave" loading={ending.length > 0} onClick={() => void end(others)}>
          {t("settings.me.sessions.end_others", { count: others.length })}
        </ActionButton>
      ) : (
        <p className="small t3">{t("settings.me.sessions.only_here")}</p>
      )}
    </>
  );

  async function end(which: readonly Session[]) {
    setEnding(which.map((session) => session.id));
    try {
      await Promise.all(which.map((session) => endOne(session.id)));
      showToast({ text: t("settings.me.sessions.ended", { count: which.length }) });
    } catch (error) {
      showToast({ text: problemText(error), look: "problem" });
    }
    setEnding([]);
    await client.invalidateQueries({ queryKey: keyOf(listSessionsContract) });
  }
}

/** One that has ended meanwhile is what was wanted. */
async function endOne(sessionId: string): Promise<void> {
  try {
    await call(endSessionContract, { params: { sessionId } });
  } catch (error) {
    if (!isProblem(error, "session.not_found")) throw error;
  }
}

function SessionLine({ session, isEnding, onEnd }: { session: Session; isEnding: boolean; onEnd: () => void }) {
  const { t } = useTranslation();
  const { browser, system } = deviceOf(session.user_agent);
  const isPhone = system === "iPhone" || system === "Android" || system === "HarmonyOS";
  const name = [browser, system].filter(Boolean).join(" · ") || t("settings.me.sessions.unknown");
  return (
    <li>
      <Icon name={isPhone ? "phone" : "keyboard"} />
      <span className="grow">
        <span className="row">
          <b className="el">{name}</b>
          {session.is_current && <Tag look="acc">{t("settings.me.sessions.here")}</Tag>}
        </span>
        <span className="small t3">
          {t("settings.me.sessions.since", { when: formatWhen(session.created_at) })}
          {session.ip_address && ` · ${session.ip_address}`}
        </span>
      </span>
      {!session.is_current && (
        <ActionButton small loading={isEnding} onClick={onEnd}>
          {t("settings.me.sessions.end")}
        </ActionButton>
      )}
    </li>
  );
}
