import { useTranslation } from "react-i18next";
import { ActionButton } from "../../ui/ActionButton.tsx";
import { showToast } from "../../ui/toasts.ts";

interface Props {
  text: string;
  label: string;
}

/** A text to hand over, selected with one click, and a button that copies it. */
export function CopyText({ text, label }: Props) {
  const { t } = useTranslation();
  return (
    <div className="row copytext">
      <input className="inp" readOnly value={text} aria-label={label} onFocus={(event) => event.target.select()} />
      <ActionButton onClick={() => void copy(text, t("frame.copied"))}>{t("frame.copy")}</ActionButton>
    </div>
  );
}

/** The clipboard exists on secure pages only; without it the text stays there to be selected. */
export async function copy(text: string, said: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    if (!copiedTheOldWay(text)) return;
  }
  showToast({ text: said });
}

function copiedTheOldWay(text: string): boolean {
  const box = document.createElement("textarea");
  box.value = text;
  const host = document.querySelector("dialog[open]") ?? document.body;
  host.append(box);
  box.select();
  const isDone = document.execCommand("copy");
  box.remove();
  return isDone;
}
