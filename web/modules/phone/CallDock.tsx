import { useTranslation } from "react-i18next";
import { Icon } from "../../ui/Icon.tsx";
import { Tag } from "../../ui/Tag.tsx";
import { CallButtons } from "./CallButtons.tsx";
import { CallNotes } from "./CallNotes.tsx";
import { CallWho } from "./CallWho.tsx";
import { formatLength, type MyCall, useMyCalls, useNow } from "./calls.ts";
import { Level } from "./Level.tsx";
import { Others } from "./Others.tsx";
import { heard, phone } from "./state.ts";
import { WrapUp } from "./WrapUp.tsx";

/** The call that goes on or is wrapped up, above every page: who, for how long, what one can do, and what is written down. */
export function CallDock() {
  const calls = useMyCalls();
  const rungHere = phone.use().ringing;
  const shown =
    calls.find(({ occupation }) => occupation === "in_call") ??
    calls.find(({ id, rung_for }) => rung_for === "caller" && id !== rungHere) ??
    calls.find(({ occupation }) => occupation === "wrap_up");
  return shown ? <Dock key={shown.id} call={shown} /> : null;
}

function Dock({ call }: { call: MyCall }) {
  const { t } = useTranslation();
  const isOver = call.occupation === "wrap_up";
  return (
    <section className={`call-dock ${isOver ? "over" : ""}`} aria-label={t("phone.current")}>
      <div className="row head-line">
        <Timer call={call} />
        <div className="grow about">
          <CallWho call={call} />
          <States call={call} />
        </div>
        <Sound callId={call.id} />
      </div>
      {!isOver && <CallButtons call={call} />}
      <Others call={call} />
      <CallNotes call={call} />
      <WrapUp call={call} />
    </section>
  );
}

function Timer({ call }: { call: MyCall }) {
  const { t } = useTranslation();
  const now = useNow();
  if (call.occupation === "wrap_up" && call.wrap_up_until)
    return (
      <div className="timer" role="timer" aria-label={t("phone.wrap_up_left")}>
        {formatLength(Date.parse(call.wrap_up_until) - now)}
      </div>
    );
  return (
    <div className="timer" role="timer" aria-label={t("phone.length")}>
      {formatLength(now - Date.parse(call.answered_at ?? call.started_at))}
    </div>
  );
}

function States({ call }: { call: MyCall }) {
  const { t } = useTranslation();
  const { trouble } = phone.use();
  const isWaiting = call.occupation === "in_call" && call.answered_at === null;
  return (
    <div className="row small states">
      {call.recording === "on" && (
        <span className="row recording">
          <i className="rec" />
          {t("phone.recording.on")}
        </span>
      )}
      {call.recording === "paused" && <Tag look="warn">{t("phone.recording.paused")}</Tag>}
      {call.is_muted && <Tag look="warn">{t("phone.muted")}</Tag>}
      {call.is_holding && <Tag look="warn">{t("phone.holding")}</Tag>}
      {isWaiting && <span className="t2">{t("phone.ringing_there")}</span>}
      {call.occupation === "wrap_up" && <span className="t2">{t("phone.wrap_up")}</span>}
      {trouble && (
        <span className="row danger" role="alert">
          <Icon name="warning" size={14} />
          {t(`phone.trouble.${trouble}`)}
        </span>
      )}
    </div>
  );
}

/** Only where the voices are. */
function Sound({ callId }: { callId: string }) {
  const { t } = useTranslation();
  const stream = heard.use();
  const { playing } = phone.use();
  if (!stream || playing !== callId) return null;
  return (
    <div className="sound only-l">
      <Level stream={stream} label={t("phone.them")} />
    </div>
  );
}
