/**
 * What a workbook may hold. A file of a few kilobytes can unpack to terabytes, so sizes are looked at before anything is
 * unpacked, and the unpacker stops at the size that the entry says.
 */
export const limits = {
  entries: 4000,
  sheets: 255,
  /** Bytes of all parts unpacked. */
  unpacked: 4 * 1024 ** 3,
  /** Unpacked to packed, of parts over `smallPart` bytes. Sheets of a bank's ledger come to 30. */
  ratio: 200,
  smallPart: 16 * 1024 ** 2,
  /** Bytes of a part that is kept in memory whole: names of sheets, formats. */
  keptPart: 32 * 1024 ** 2,
  /** Characters of all shared texts, which are kept in memory. */
  sharedText: 256 * 1024 ** 2,
  sharedCount: 8_000_000,
  /** Characters of one cell; the programs themselves end at 32,767. */
  cell: 100_000,
  columns: 16_384,
  rows: 1_048_576,
} as const;

export type WorkbookFault =
  | "workbook_broken"
  | "workbook_encrypted"
  | "workbook_old"
  | "workbook_other"
  | "workbook_too_large"
  | "workbook_empty";

/** The workbook cannot be read; `fault` says why. */
export class WorkbookError extends Error {
  readonly fault: WorkbookFault;
  constructor(fault: WorkbookFault, message: string = fault) {
    super(message);
    this.fault = fault;
  }
}
