import { useTranslation } from "react-i18next";
import { formatNumber } from "../../../text/format.ts";
import { Kbd } from "../../../ui/Kbd.tsx";
import { shownCount } from "./ListHead.tsx";

const keys = [
  ["j k", "move"],
  ["x", "select"],
  ["e", "stage"],
  ["Enter", "open"],
  ["f", "filter"],
  ["?", "this"],
] as const;

interface Props {
  shown: number;
  count: { value: number; capped: boolean } | undefined;
}

export function ListFoot({ shown, count }: Props) {
  const { t } = useTranslation();
  return (
    <div className="foot">
      {count && <span>{t("customers.shown", { shown: formatNumber(shown), total: shownCount(count) })}</span>}
      <span className="grow" />
      <span className="row only-l" style={{ gap: 14 }}>
        {keys.map(([key, act]) => (
          <span key={act} className="row" style={{ gap: 4 }}>
            {key.split(" ").map((one) => (
              <Kbd key={one} keys={one} />
            ))}
            {t(`frame.keys.act.${act}`)}
          </span>
        ))}
      </span>
    </div>
  );
}
