import { useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import {
  readRecordingRulesContract,
  removeAnnouncementContract,
  replaceAnnouncementContract,
} from "../../../../server/modules/voice/recording.contract.ts";
import type { ResponseOf } from "../../../../server/platform/contract/contract.ts";
import { call } from "../../../api/call.ts";
import { client } from "../../../api/client.ts";
import { keyOf } from "../../../api/queries.ts";
import { upload } from "../../../api/upload.ts";
import { formatWhen } from "../../../text/format.ts";
import { problemText } from "../../../text/problem.ts";
import { ActionButton } from "../../../ui/ActionButton.tsx";
import { Icon } from "../../../ui/Icon.tsx";
import { showToast } from "../../../ui/toasts.ts";
import { Section } from "../Section.tsx";

type Kept = ResponseOf<typeof readRecordingRulesContract>["announcement"];

const reread = () => client.invalidateQueries({ queryKey: keyOf(readRecordingRulesContract) });

/** What is said before a recorded call: a file of one's own; until there is one, a tone. */
export function Announcement({ kept }: { kept: Kept }) {
  const { t } = useTranslation();
  const file = useRef<HTMLInputElement>(null);
  const [isBusy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const word = (key: string) => t(`settings.telephone.recording.${key}`);
  return (
    <Section title={word("announcement")} text={word("announcement_text")}>
      {kept ? (
        <p className="row">
          <Icon name="file" />
          <b className="el">{kept.file_name}</b>
          <span className="t3 small nw">
            {t("settings.telephone.recording.seconds", { count: Math.round(kept.ms / 1000) })} ·{" "}
            {formatWhen(kept.uploaded_at)}
          </span>
        </p>
      ) : (
        <p className="note warn">
          <Icon name="info" />
          <span>{word("tone_only")}</span>
        </p>
      )}
      {problem && (
        <p className="small danger" role="alert">
          {problem}
        </p>
      )}
      <div className="row">
        <input
          ref={file}
          type="file"
          accept=".wav,audio/wav,audio/x-wav"
          hidden
          onChange={(event) => void send(event.target.files?.[0])}
        />
        <ActionButton icon="upload" loading={isBusy} onClick={() => file.current?.click()}>
          {word(kept ? "replace" : "upload")}
        </ActionButton>
        {kept && <ActionButton onClick={() => void remove()}>{word("remove")}</ActionButton>}
      </div>
    </Section>
  );

  async function send(chosen: File | undefined) {
    if (!chosen) return;
    setBusy(true);
    setProblem(null);
    try {
      await upload(replaceAnnouncementContract, { query: { name: chosen.name.slice(0, 200) }, file: chosen });
      showToast({ text: word("uploaded") });
    } catch (error) {
      setProblem(problemText(error));
    }
    if (file.current) file.current.value = "";
    setBusy(false);
    await reread();
  }

  async function remove() {
    try {
      await call(removeAnnouncementContract, {});
      showToast({ text: word("removed") });
    } catch (error) {
      setProblem(problemText(error));
    }
    await reread();
  }
}
