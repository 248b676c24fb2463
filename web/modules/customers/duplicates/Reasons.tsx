import { useTranslation } from "react-i18next";
import type { Reason } from "./duplicates.ts";

/** Why two records may be one, or not, in words; what speaks against it is struck in another colour. */
export function Reasons({ reasons }: { reasons: readonly Reason[] }) {
  const { t } = useTranslation();
  return (
    <span className="dup-reasons">
      {reasons.map(({ rule, points }) => (
        <span
          key={rule}
          className={`tag ${points < 0 ? "warn" : "good"}`}
          title={t("duplicates.points", { points: signed(points) })}
        >
          {t(`duplicates.rule.${rule}`)}
        </span>
      ))}
    </span>
  );
}

export const signed = (points: number): string => (points > 0 ? `+${points}` : `−${Math.abs(points)}`);
