import { useState } from "react";
import { useTranslation } from "react-i18next";
import {
  correctImportContract,
  type listProblemsContract,
} from "../../../server/modules/customers/import_check.contract.ts";
import type { ResponseOf } from "../../../server/platform/contract/contract.ts";
import { useCall } from "../../api/queries.ts";
import { formatNumber } from "../../text/format.ts";
import { problemText } from "../../text/problem.ts";
import type { Check } from "./useCheck.ts";
import { useTargetName } from "./useTargetName.ts";

type Problem = ResponseOf<typeof listProblemsContract>["rows"][number];

/** One bad cell: Enter keeps what is typed, Escape takes it back; the proposal is one press away. */
export function ProblemRow({
  importId,
  problem,
  onMended,
}: {
  importId: string;
  problem: Problem;
  onMended: (check: Check) => void;
}) {
  const { t } = useTranslation();
  const nameOf = useTargetName();
  const { row, position, reason, field, cells, proposal } = problem;
  const before = position === null ? "" : (cells[position] ?? "");
  const [typed, setTyped] = useState(before);
  const correct = useCall(correctImportContract);
  const isChanged = typed !== before;
  const name = t("imports.check.cell_of", { row, field: field ? nameOf(field) : "" });
  return (
    <tr>
      <td className="t3">{formatNumber(row)}</td>
      <td>
        {position === null ? (
          <span className="im-cell el" title={cells.join(" | ")}>
            {problem.value ?? cells.find((cell) => cell.trim() !== "")}
          </span>
        ) : (
          <input
            className="inp s im-mend"
            aria-label={name}
            aria-invalid="true"
            title={cells.join(" | ")}
            value={typed}
            maxLength={2000}
            onChange={(event) => setTyped(event.target.value)}
            onBlur={() => isChanged && save(typed)}
            onKeyDown={(event) => {
              if (event.key === "Enter") event.currentTarget.blur();
              if (event.key === "Escape") setTyped(before);
            }}
          />
        )}
      </td>
      <td>
        {t(`imports.reason.${reason}`, { defaultValue: reason })}
        {field && <span className="small t3"> {nameOf(field)}</span>}
        {correct.error && (
          <span className="small danger" role="alert">
            {" "}
            {problemText(correct.error)}
          </span>
        )}
      </td>
      <td className="im-propose">
        {isChanged ? (
          <span className="small t3">{t("imports.check.enter")}</span>
        ) : (
          proposal !== null && (
            <button
              type="button"
              className="btn link small"
              aria-busy={correct.isPending || undefined}
              onClick={() => save(proposal)}
            >
              {proposal === "" ? t("imports.check.leave_empty") : t("imports.check.change_to", { value: proposal })}
            </button>
          )
        )}
      </td>
    </tr>
  );

  function save(value: string) {
    if (correct.isPending) return;
    correct.mutate(
      { params: { importId }, body: { cells: [{ row, position: position!, value }] } },
      { onSuccess: (answer) => onMended(answer.check) },
    );
  }
}
