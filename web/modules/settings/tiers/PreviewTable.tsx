import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import type { previewLadderContract } from "../../../../server/modules/customers/tier/tier.contract.ts";
import type { ResponseOf } from "../../../../server/platform/contract/contract.ts";
import { formatNumber } from "../../../text/format.ts";
import { locale } from "../../../text/locale.ts";
import { TierChip } from "../../customers/tiers/TierChip.tsx";
import type { Ladder } from "./ladders.ts";

type Preview = ResponseOf<typeof previewLadderContract>;

/** What the rules would do: how many move from what to what, and some of them by name. */
export function PreviewTable({ preview, ladder }: { preview: Preview; ladder: Ladder }) {
  const { t } = useTranslation();
  const movers = preview.moves.filter(({ from, to }) => from !== to);
  const count = movers.reduce((sum, move) => sum + move.count, 0);
  const chip = (value: string | null) =>
    value === null ? (
      <span className="t3">{t("customers.tier.not_yet")}</span>
    ) : (
      <TierChip ladder={ladder} value={value} />
    );
  return (
    <section className="tier-preview" aria-live="polite">
      <h2>
        {count === 0
          ? t("settings.tiers.nobody_moves", { total: preview.total })
          : t("settings.tiers.would_move", { count, shown: formatNumber(count), total: formatNumber(preview.total) })}
      </h2>
      {movers.length > 0 && (
        <table className="tbl" aria-label={t("settings.tiers.preview")}>
          <thead>
            <tr>
              <th scope="col" style={{ width: 180 }}>
                {t("settings.tiers.from")}
              </th>
              <th scope="col" style={{ width: 180 }}>
                {t("settings.tiers.to")}
              </th>
              <th scope="col" className="num" style={{ width: 100 }}>
                {t("settings.tiers.count")}
              </th>
              <th scope="col">{t("settings.tiers.among_them")}</th>
            </tr>
          </thead>
          <tbody>
            {movers.map(({ from, to, count: many }) => (
              <tr key={`${from} ${to}`}>
                <td>{chip(from)}</td>
                <td>{chip(to)}</td>
                <td className="num">{formatNumber(many)}</td>
                <td className="el">
                  {preview.sample
                    .filter((one) => one.from === from && one.to === to)
                    .map(({ id, name }, index) => (
                      <span key={id}>
                        {index > 0 && (locale() === "en" ? ", " : "、")}
                        <Link to="/customers/$customerId" params={{ customerId: id }}>
                          {name}
                        </Link>
                      </span>
                    ))}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </section>
  );
}
