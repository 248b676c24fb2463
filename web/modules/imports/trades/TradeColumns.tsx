import { useTranslation } from "react-i18next";
import {
  mapTradeImportContract,
  readTradeImportContract,
  tradeTargets,
} from "../../../../server/modules/customers/trade/import/import.contract.ts";
import { client } from "../../../api/client.ts";
import { keyOf, useCall } from "../../../api/queries.ts";
import { useColleagues } from "../../../frame/colleagues.ts";
import { problemText } from "../../../text/problem.ts";
import type { TradeImport } from "./TradeImportPage.tsx";

type Target = (typeof tradeTargets)[number];

/** Which column is what; every choice is kept at once. */
export function TradeColumns({ one }: { one: TradeImport }) {
  const { t } = useTranslation();
  const { clients } = useColleagues();
  const save = useCall(mapTradeImportContract);
  const targets = one.columns.map(({ target }) => target);
  return (
    <>
      {one.is_remembered && <p className="t3 small">{t("imports.trades.remembered")}</p>}
      {save.error && (
        <p className="danger small" role="alert">
          {problemText(save.error)}
        </p>
      )}
      <table className="im-table">
        <thead>
          <tr>
            <th>{t("imports.head.column")}</th>
            <th>{t("imports.trades.sample")}</th>
            <th>{t("imports.trades.becomes")}</th>
          </tr>
        </thead>
        <tbody>
          {one.columns.map((column, at) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: columns keep their place
            <tr key={`${at} ${column.header}`}>
              <td>{column.header || t("imports.column_number", { number: at + 1 })}</td>
              <td className="t3">{column.samples.join(t("imports.comma"))}</td>
              <td>
                <select
                  className="inp s tim-target"
                  aria-label={t("imports.field_of", { column: column.header || at + 1 })}
                  value={column.target}
                  onChange={(event) => choose(at, event.target.value as Target)}
                >
                  {tradeTargets
                    .filter((target) => !one.closed_targets.includes(target))
                    .map((target) => (
                      <option key={target} value={target}>
                        {t(target === "" ? "imports.skip" : `imports.trades.target.${target}`)}
                      </option>
                    ))}
                </select>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      <div className="row tim-state">
        <label className="row t2 nw">
          {t("imports.trades.target.currency")}
          <input
            key={one.currency}
            className="inp s"
            style={{ width: 72 }}
            defaultValue={one.currency}
            maxLength={3}
            onBlur={(event) => keep(targets, { currency: event.target.value.trim().toUpperCase() })}
          />
        </label>
        {clients.length > 0 && (
          <label className="row t2 nw">
            {t("imports.trades.client")}
            <select
              className="inp s"
              value={one.client_id ?? ""}
              onChange={(event) => keep(targets, { client_id: event.target.value || null })}
            >
              <option value="">{t("imports.trades.no_client")}</option>
              {clients.map((client) => (
                <option key={client.id} value={client.id}>
                  {client.name}
                </option>
              ))}
            </select>
          </label>
        )}
      </div>
    </>
  );

  /** A field belongs to one column: where it stood before it stands no more. */
  function choose(at: number, target: Target) {
    keep(
      targets.map((before, index) => (index === at ? target : before === target ? "" : before)),
      {},
    );
  }

  function keep(next: Target[], more: { currency?: string; client_id?: string | null }) {
    const params = { tradeImportId: one.id };
    if (more.currency !== undefined && (more.currency === one.currency || !/^[A-Z]{3}$/.test(more.currency))) return;
    save.mutate(
      { params, body: { targets: next, currency: one.currency, client_id: one.client_id, ...more } },
      { onSuccess: (saved) => client.setQueryData(keyOf(readTradeImportContract, { params }), saved) },
    );
  }
}
