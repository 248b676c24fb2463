import { useTranslation } from "react-i18next";
import { type Stage, StageWord } from "../stages.tsx";

type Ladder = "stage" | "code" | "pyramid";

/** A tier as it looks everywhere: the code in a square, the pyramid as a word with its level, the stage as its dot. */
export function TierChip({ ladder, value }: { ladder: Ladder; value: string }) {
  const { t } = useTranslation();
  if (ladder === "stage") return <StageWord stage={value as Stage} />;
  if (ladder === "code")
    return (
      <span className={`tier-code ${value}`} title={t(`customers.code.${value}`)}>
        {value}
      </span>
    );
  return (
    <span className="row nw tier-pyramid">
      <PyramidMark value={value} />
      {t(`customers.pyramid.${value}`)}
    </span>
  );
}

const levels = ["below_zero", "low_contribution", "most_growable", "most_valuable"];

/** Four steps that narrow upwards; the customer's own is filled. */
function PyramidMark({ value }: { value: string }) {
  const at = levels.indexOf(value);
  return (
    <svg width="14" height="14" viewBox="0 0 14 14" aria-hidden="true" className="tier-mark">
      {levels.map((level, index) => (
        <rect
          key={level}
          x={1 + index * 1.5}
          y={10.5 - index * 3.2}
          width={12 - index * 3}
          height="2.4"
          rx="0.6"
          className={index === at ? "on" : ""}
        />
      ))}
    </svg>
  );
}
