import { useTranslation } from "react-i18next";
import type { stages } from "../../../server/modules/customers/customer.contract.ts";

export type Stage = (typeof stages)[number];

export const stageColours: Record<Stage, string> = {
  prospect: "#97a3a6",
  interested: "var(--series-5)",
  buyer: "var(--series-3)",
  loyal: "var(--series-1)",
  high_value: "var(--stage-highest)",
  lapsed: "var(--c-danger-mark)",
};

export function StageDot({ stage }: { stage: Stage }) {
  return <i className="dot" data-stage={stage} style={{ background: stageColours[stage] }} aria-hidden="true" />;
}

export function StageWord({ stage }: { stage: Stage }) {
  const { t } = useTranslation();
  return (
    <span className="row" style={{ gap: 6 }}>
      <StageDot stage={stage} />
      <span className="el">{t(`customers.stage.${stage}`)}</span>
    </span>
  );
}
