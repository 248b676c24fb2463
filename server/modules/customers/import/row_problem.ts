import type { ImportTarget } from "./target.ts";

/** Why a row stays outside. `field` is the target, `value` the cell. */
export class RowProblem extends Error {
  readonly reason: string;
  readonly field: ImportTarget | null;
  readonly value: string | null;
  constructor(reason: string, field: ImportTarget | null = null, value: string | null = null) {
    super(reason);
    this.reason = reason;
    this.field = field;
    this.value = value;
  }
}
