import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useKeys } from "../../frame/keys.ts";
import { Icon } from "../../ui/Icon.tsx";
import type { IconName } from "../../ui/icons.ts";
import { Kbd } from "../../ui/Kbd.tsx";
import { focusNote } from "./CallNotes.tsx";
import { ColleaguePicker } from "./ColleaguePicker.tsx";
import { command, type MyCall } from "./calls.ts";
import { muteMicrophone } from "./device/microphone.ts";
import { Keypad } from "./Keypad.tsx";

type Open = "blindTransfer" | "consult" | "keypad" | null;

/** What can be done with the call; each act has a key that works while one types. */
export function CallButtons({ call }: { call: MyCall }) {
  const { t } = useTranslation();
  const [open, setOpen] = useState<Open>(null);
  const isUp = call.occupation === "in_call";
  const isTalking = isUp && call.others.some(({ state }) => state === "talking");
  const isPair = isTalking && !call.is_consulting && call.others.length === 1;
  const isAsking = call.is_consulting && call.others.some(({ state }) => state === "aside");
  const toggle = (what: Open) => setOpen(open === what ? null : what);
  const acts = {
    mute: isUp ? mute : undefined,
    hold: isTalking && !call.is_consulting ? hold : undefined,
    transfer: isPair ? () => toggle("blindTransfer") : undefined,
    consult: isPair ? () => toggle("consult") : undefined,
    conference: isAsking ? () => ask("conference") : undefined,
    keypad: isTalking ? () => toggle("keypad") : undefined,
    recording: recordings[call.recording] ? record : undefined,
  };
  useKeys("call", {
    "alt+m": () => acts.mute?.(),
    "alt+h": () => acts.hold?.(),
    "alt+t": () => acts.transfer?.(),
    "alt+c": () => acts.consult?.(),
    "alt+g": () => acts.conference?.(),
    "alt+k": () => acts.keypad?.(),
    "alt+r": () => acts.recording?.(),
    "alt+n": focusNote,
    "alt+q": () => ask("hangUp"),
  });
  return (
    <>
      <div className="call-buttons" role="toolbar" aria-label={t("phone.controls")}>
        <Act name={call.is_muted ? "unmute" : "mute"} icon="microphone" keys="M" run={acts.mute} isOn={call.is_muted} />
        <Act name={call.is_holding ? "resume" : "hold"} icon="pause" keys="H" run={acts.hold} isOn={call.is_holding} />
        <Act name="transfer" icon="transfer" keys="T" run={acts.transfer} isOn={open === "blindTransfer"} />
        <Act name="consult" icon="person" keys="C" run={acts.consult} isOn={open === "consult"} />
        {call.is_consulting && <Act name="conference" icon="customers" keys="G" run={acts.conference} />}
        <Act name="keypad" icon="keypad" keys="K" run={acts.keypad} isOn={open === "keypad"} />
        {acts.recording && (
          <Act
            name={recordings[call.recording]!.name}
            icon="record"
            keys="R"
            run={acts.recording}
            isOn={call.recording === "paused"}
          />
        )}
        <span className="grow" />
        <button type="button" className="btn red" onClick={() => ask("hangUp")}>
          <Icon name="hangUp" />
          <span className="nw">
            {t("phone.act.hang_up")} <Kbd keys="Alt Q" />
          </span>
        </button>
      </div>
      {(open === "blindTransfer" || open === "consult") && (
        <ColleaguePicker
          label={t(open === "consult" ? "phone.act.consult" : "phone.act.transfer")}
          onClose={() => setOpen(null)}
          onPick={(user_id) => {
            setOpen(null);
            void command(call.id, { name: open, user_id });
          }}
        />
      )}
      {open === "keypad" && (
        <Keypad onKeys={(digits) => command(call.id, { name: "sendKeys", digits })} onClose={() => setOpen(null)} />
      )}
    </>
  );

  function ask(name: "hangUp" | "conference") {
    void command(call.id, { name });
  }

  function mute() {
    muteMicrophone(!call.is_muted);
    void command(call.id, { name: call.is_muted ? "unmute" : "mute" });
  }

  function hold() {
    void command(call.id, { name: call.is_holding ? "resume" : "hold" });
  }

  function record() {
    const act = recordings[call.recording];
    if (act) void command(call.id, { name: act.command });
  }
}

/** What can be done with the recording, by what it is now. */
const recordings: Partial<
  Record<MyCall["recording"], { name: string; command: "startRecording" | "pauseRecording" | "resumeRecording" }>
> = {
  off: { name: "record_start", command: "startRecording" },
  on: { name: "record_pause", command: "pauseRecording" },
  paused: { name: "record_on", command: "resumeRecording" },
};

interface ActProps {
  name: string;
  icon: IconName;
  keys: string;
  run: (() => void) | undefined;
  isOn?: boolean;
}

function Act({ name, icon, keys, run, isOn }: ActProps) {
  const { t } = useTranslation();
  return (
    <button type="button" className={`btn ${isOn ? "on" : ""}`} aria-pressed={isOn} disabled={!run} onClick={run}>
      <Icon name={icon} />
      <span className="nw">
        {t(`phone.act.${name}`)} <Kbd keys={`Alt ${keys}`} />
      </span>
    </button>
  );
}
