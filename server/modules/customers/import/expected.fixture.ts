import { fileRow } from "#test/generate/file.ts";

/** What must become of a generated file, worked out from how it was made and not from how it is read. */
export function expectedOf(options: { seed: number; rows: number; faults: number }): {
  names: string[];
  rejected: [row: number, reason: string][];
} {
  const names: string[] = [];
  const rejected: [number, string][] = [];
  for (let i = 0; i < options.rows; i++) {
    const { cells, fault } = fileRow(options, i);
    const reason = reasonOf(fault, cells);
    if (reason) rejected.push([i + 2, reason]);
    else names.push(cells[0]!);
  }
  return { names, rejected };
}

function reasonOf(fault: string | undefined, cells: readonly string[]): string | undefined {
  if (fault === "no_name") return "name_missing";
  if (fault === "short_phone") return "phone_too_short";
  if (fault === "bad_mail") return "mail_invalid";
  if (fault === "wrong_tax_id" && cells[1]!.length === 18) return "tax_id_check_digit";
  return undefined;
}
