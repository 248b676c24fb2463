import { useTranslation } from "react-i18next";
import type { listBinContract } from "../../../../server/modules/customers/bin.contract.ts";
import { restoreCustomersContract } from "../../../../server/modules/customers/bin.contract.ts";
import type { ResponseOf } from "../../../../server/platform/contract/contract.ts";
import { useCall } from "../../../api/queries.ts";
import { formatFull, formatNumber, formatWhen } from "../../../text/format.ts";
import { problemText } from "../../../text/problem.ts";
import { Avatar } from "../../../ui/Avatar.tsx";
import { Icon } from "../../../ui/Icon.tsx";
import { showToast } from "../../../ui/toasts.ts";
import { listsChanged } from "../changed.ts";
import { MoreOfBinned } from "./MoreOfBinned.tsx";

export type BinRow = ResponseOf<typeof listBinContract>["rows"][number];

/** One removed customer, and how many of its batch begin with it. */
export function BinLine({ row, batch }: { row: BinRow; batch: number }) {
  const { t } = useTranslation();
  const restore = useCall(restoreCustomersContract);
  const days = Math.max(0, Math.ceil((new Date(row.gone_at).getTime() - Date.now()) / 86_400_000));
  return (
    <tr>
      <td>
        <span className="row who">
          <Avatar name={row.name} square={row.kind === "company"} look={row.kind === "company" ? "accent" : "blue"} />
          <b className="el">{row.name}</b>
          <span className="small t3 nw">{row.number}</span>
        </span>
      </td>
      <td title={formatFull(row.removed_at)}>
        <span className="el">
          {formatWhen(row.removed_at)} · {row.removed_by?.name ?? ""} {t(`customers.bin.reason.${row.reason}`)}
        </span>
      </td>
      <td className="nw t3" title={formatFull(row.gone_at)}>
        {t("customers.bin.gone_in", { count: days })}
      </td>
      <td className="acts-cell">
        {batch > 1 && (
          <button
            type="button"
            className="btn s"
            disabled={restore.isPending}
            onClick={() => take({ bin_id: row.bin_id })}
          >
            {t("customers.bin.restore_batch", { count: batch })}
          </button>
        )}
        <button type="button" className="btn s" disabled={restore.isPending} onClick={() => take({ ids: [row.id] })}>
          <Icon name="undo" />
          {t("customers.bin.restore")}
        </button>
        {!row.blocked.erase && <MoreOfBinned row={row} />}
      </td>
    </tr>
  );

  function take(body: { bin_id: string } | { ids: string[] }) {
    restore.mutate(
      { body },
      {
        onSuccess: ({ restored_count: count, goes_on }) => {
          listsChanged();
          const one = "ids" in body;
          showToast({
            text: one
              ? t("customers.restored", { name: row.name })
              : t(goes_on ? "customers.bin.goes_on" : "customers.bin.restored_batch", { count: formatNumber(count) }),
          });
        },
        onError: (error) => {
          listsChanged();
          showToast({ text: problemText(error), look: "problem" });
        },
      },
    );
  }
}
