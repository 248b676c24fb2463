import { useTranslation } from "react-i18next";
import { useMe } from "../../../frame/me.ts";
import { ActionButton } from "../../../ui/ActionButton.tsx";
import { copy } from "../CopyText.tsx";
import { downloadText } from "../download.ts";

/** Shown once; they come neither by mail nor a second time. */
export function RecoveryCodes({ codes }: { codes: readonly string[] }) {
  const { t } = useTranslation();
  const { user, organisation } = useMe();
  return (
    <>
      <ul className="codes" aria-label={t("settings.me.factor.codes")}>
        {codes.map((code) => (
          <li key={code}>{code}</li>
        ))}
      </ul>
      <div className="row">
        <ActionButton small onClick={() => void copy(codes.join("\n"), t("frame.copied"))}>
          {t("frame.copy")}
        </ActionButton>
        <ActionButton small icon="download" onClick={download}>
          {t("settings.download")}
        </ActionButton>
      </div>
    </>
  );

  function download() {
    const head = t("settings.me.factor.file_head", { organisation: organisation.name, mail: user.email });
    downloadText("zhiyin-recovery-codes.txt", `${head}\n\n${codes.join("\n")}\n`);
  }
}
