/** A value of a row as COPY's text format wants it; undefined and null are \N. */
export type CopyValue = string | number | boolean | null | undefined;

/** Rows for one table, gathered as the text that COPY reads. */
export class CopyText {
  readonly table: string;
  readonly columns: readonly string[];
  #text = "";
  rows = 0;

  constructor(table: string, columns: string) {
    this.table = table;
    this.columns = columns.split(" ");
  }

  add(...values: CopyValue[]): void {
    let line = "";
    for (let i = 0; i < values.length; i++) {
      const value = values[i];
      const text = value === null || value === undefined ? "\\N" : typeof value === "string" ? escaped(value) : value;
      line += i === 0 ? text : `\t${text}`;
    }
    this.#text += `${line}\n`;
    this.rows++;
  }

  end(): CopyTable {
    const copy = { table: this.table, columns: this.columns, text: Buffer.from(this.#text, "utf-8"), rows: this.rows };
    this.#text = "";
    return copy;
  }
}

export interface CopyTable {
  table: string;
  columns: readonly string[];
  text: Uint8Array;
  rows: number;
}

/** The text of a text[] value. */
export const arrayText = (values: readonly string[]): string =>
  values.length === 0 ? "{}" : `{${values.map((value) => `"${value.replaceAll(/["\\]/g, "\\$&")}"`).join(",")}}`;

const special = /[\\\n\r\t]/;
const escapes: Record<string, string> = { "\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t" };

const escaped = (value: string): string =>
  special.test(value) ? value.replaceAll(/[\\\n\r\t]/g, (char) => escapes[char]!) : value;
