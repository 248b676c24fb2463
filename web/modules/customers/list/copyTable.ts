import { exportListContract } from "../../../../server/modules/customers/export.contract.ts";
import { addressOf } from "../../../api/address.ts";
import { ProblemError, problemOf } from "../../../api/problem.ts";

/** Rows; what is pasted from more is slow everywhere. */
export const mostCopied = 5000;

/** Puts the list on the clipboard, as a table and as text; answers how many rows. @throws ProblemError */
export async function copyTable(query: Record<string, unknown>): Promise<number> {
  if (!navigator.clipboard) throw new ProblemError(0, { id: "clipboard.missing" }); // not there on plain http
  const address = addressOf(exportListContract.path, {}, { ...query, format: "txt", most: mostCopied });
  const text = fetch(address).then(async (response) => {
    if (!response.ok) throw await problemOf(response);
    return await response.text();
  });
  const blobOf = (type: string, made: (text: string) => string) =>
    text.then((whole) => new Blob([made(whole)], { type }));
  await navigator.clipboard.write([
    new ClipboardItem({
      "text/plain": blobOf("text/plain", (whole) => whole),
      "text/html": blobOf("text/html", tableOf),
    }),
  ]);
  return rowsOf(await text).length - 1;
}

const rowsOf = (text: string): string[] => text.split("\r\n").filter((line) => line !== "");

export function tableOf(text: string): string {
  const [head = "", ...rows] = rowsOf(text);
  const row = (line: string, tag: "th" | "td") =>
    `<tr>${line
      .split("\t")
      .map((cell) => `<${tag}>${escaped(cell)}</${tag}>`)
      .join("")}</tr>`;
  return `<table><thead>${row(head, "th")}</thead><tbody>${rows.map((line) => row(line, "td")).join("")}</tbody></table>`;
}

const escaped = (cell: string): string =>
  cell.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");
