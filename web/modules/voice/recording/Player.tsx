import type { KeyboardEvent } from "react";
import { useTranslation } from "react-i18next";
import {
  downloadRecordingContract,
  listenContract,
  readPeaksContract,
} from "../../../../server/modules/voice/recording.contract.ts";
import { addressOf } from "../../../api/address.ts";
import { useRead } from "../../../api/queries.ts";
import { ActionButton } from "../../../ui/ActionButton.tsx";
import { Icon } from "../../../ui/Icon.tsx";
import { type CallNote, type CallRecording, gapsOf, positionOf } from "./moment.ts";
import { useAudio } from "./useAudio.ts";
import { clock, Waveform } from "./Waveform.tsx";
import "./player.css";

const speeds = [0.5, 0.75, 1, 1.25, 1.5, 2];

interface Props {
  recording: CallRecording;
  /** What somebody noted in the call: each is a mark that is jumped to. */
  notes: readonly CallNote[];
}

/** Plays a recording that is kept. Space plays and pauses wherever the focus is in it, arrow keys jump on the waveform. */
export function Player({ recording, notes }: Props) {
  const { t } = useTranslation();
  const { call_id: callId, ms, pieces } = recording;
  const params = { callId };
  const audio = useAudio(ms);
  const peaks = useRead(readPeaksContract, { params }, { staleTime: Number.POSITIVE_INFINITY });
  const marks = notes.map(({ at_ms, text }) => ({ ms: positionOf(recording, at_ms), text }));
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset would name a form
    <div className="player" role="group" aria-label={t("recordings.player")} onKeyDown={toggleBySpace}>
      <audio ref={audio.ref} preload="none" src={addressOf(listenContract.path, params)} {...audio.events} />
      <ActionButton
        look="text"
        small
        icon={audio.isPlaying ? "pause" : "play"}
        label={t(audio.isPlaying ? "recordings.pause" : "recordings.play")}
        loading={audio.isWaiting && !audio.isPlaying}
        onClick={audio.toggle}
      />
      <Waveform
        peaks={peaks.data}
        lengthMs={ms}
        positionMs={audio.positionMs}
        gaps={gapsOf(pieces)}
        marks={marks}
        onJump={audio.jump}
      />
      <span className="time">
        {clock(audio.positionMs)} / {clock(ms)}
      </span>
      <select
        aria-label={t("recordings.speed")}
        value={audio.speed}
        onChange={(event) => audio.setSpeed(Number(event.target.value))}
      >
        {speeds.map((speed) => (
          <option key={speed} value={speed}>
            {speed}×
          </option>
        ))}
      </select>
      {recording.may_download && (
        <a className="btn text s ico" href={addressOf(downloadRecordingContract.path, params)} download>
          <Icon name="download" />
          <span className="sr">{t("recordings.download")}</span>
        </a>
      )}
      {recording.is_held && <Icon name="lock" size={14} />}
      {recording.is_held && <span className="sr">{t("recordings.held")}</span>}
      <Words recording={recording} hasFailed={audio.hasFailed || peaks.isError} />
      {marks.length > 0 && (
        <ul className="marks" aria-label={t("recordings.notes")}>
          {marks.map(({ ms: at, text }) => (
            <li key={`${at} ${text}`}>
              <button type="button" onClick={() => audio.jump(at)}>
                {clock(at)}
              </button>{" "}
              {text}
            </li>
          ))}
        </ul>
      )}
    </div>
  );

  function toggleBySpace(event: KeyboardEvent) {
    const { tagName } = event.target as HTMLElement;
    if (event.key !== " " || tagName === "BUTTON" || tagName === "SELECT" || tagName === "A") return;
    event.preventDefault();
    event.stopPropagation();
    audio.toggle();
  }
}

function Words({ recording, hasFailed }: { recording: CallRecording; hasFailed: boolean }) {
  const { t } = useTranslation();
  if (hasFailed)
    return (
      <span className="said bad" role="alert">
        {t("recordings.failed")}
      </span>
    );
  return recording.is_cut ? <span className="said">{t("recordings.cut")}</span> : null;
}
