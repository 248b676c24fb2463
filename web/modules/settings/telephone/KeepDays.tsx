import { useState } from "react";
import { useTranslation } from "react-i18next";

interface Props {
  label: string;
  days: number | null;
  isOff: boolean;
  onSave: (days: number | null) => void;
}

const most = 36_500;

/** Days, or nothing: until somebody erases it. Saved when it is left or by Enter. */
export function KeepDays({ label, days, isOff, onSave }: Props) {
  const { t } = useTranslation();
  const kept = days === null ? "" : String(days);
  const [typed, setTyped] = useState<string | null>(null);
  const shown = typed ?? kept;
  const value = shown.trim() === "" ? null : Number(shown);
  const isWrong = value !== null && !(Number.isInteger(value) && value >= 1 && value <= most);
  return (
    <span className="row">
      <input
        className="inp s days"
        inputMode="numeric"
        aria-label={label}
        aria-invalid={isWrong || undefined}
        placeholder={t("settings.telephone.recording.forever")}
        disabled={isOff}
        value={shown}
        onChange={(event) => setTyped(event.target.value)}
        onBlur={save}
        onKeyDown={(event) => event.key === "Enter" && save()}
      />
      {isWrong && <span className="small danger">{t("settings.telephone.recording.bad_days")}</span>}
    </span>
  );

  function save() {
    if (typed === null || isWrong) return;
    setTyped(null);
    if (value !== days) onSave(value);
  }
}
