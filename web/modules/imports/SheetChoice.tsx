import { useTranslation } from "react-i18next";
import { chooseSheetContract, readImportContract } from "../../../server/modules/customers/import.contract.ts";
import { client } from "../../api/client.ts";
import { keyOf, useCall } from "../../api/queries.ts";
import { problemText } from "../../text/problem.ts";
import type { Import } from "./import.ts";

/** Which sheet of a workbook is read. */
export function SheetChoice({ one }: { one: Import }) {
  const { t } = useTranslation();
  const choose = useCall(chooseSheetContract);
  const params = { importId: one.id };
  if (one.sheets.length < 2) return null;
  return (
    <label className="row nw small t2">
      {t("imports.sheet")}
      <select
        className="inp s im-sheet"
        value={choose.isPending ? choose.variables?.body.sheet : (one.sheet ?? "")}
        aria-busy={choose.isPending || undefined}
        onChange={(event) =>
          choose.mutate(
            { params, body: { sheet: event.target.value } },
            { onSuccess: (answer) => client.setQueryData(keyOf(readImportContract, { params }), answer) },
          )
        }
      >
        {one.sheets.map((sheet) => (
          <option key={sheet}>{sheet}</option>
        ))}
      </select>
      {choose.error && (
        <span className="danger" role="alert">
          {problemText(choose.error)}
        </span>
      )}
    </label>
  );
}
