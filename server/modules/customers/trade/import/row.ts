import { readAmount, readDate } from "../../import/values.ts";
import type { Whose } from "../find.ts";
import type { TradeTarget } from "./heads.ts";
import type { tradeRowReasons } from "./import.contract.ts";

export type TradeReason = (typeof tradeRowReasons)[number];

/** Why a row becomes no trade, and by which cell. */
export class TradeRowProblem extends Error {
  readonly reason: TradeReason;
  readonly field: TradeTarget | null;
  readonly value: string | null;
  constructor(reason: TradeReason, field: TradeTarget | null = null, value: string | null = null) {
    super(reason);
    this.reason = reason;
    this.field = field;
    this.value = value;
  }
}

export interface ReadTrade {
  row: number;
  cells: string[];
  whose: Whose;
  traded_on: string;
  amount: number;
  cost: number | null;
  currency: string;
  product_group: string | null;
  channel: string | null;
  reference: string | null;
}

export interface RowPlan {
  columns: { target: TradeTarget; factor: number }[];
  currency: string;
  today: string;
}

/** Reads the cells of one row. @throws TradeRowProblem with the first thing that is wrong */
export function readTradeRow(row: number, cells: string[], { columns, currency, today }: RowPlan): ReadTrade {
  if (cells.slice(columns.length).some((cell) => cell.trim() !== "")) throw new TradeRowProblem("too_many_cells");
  const at = new Map(columns.map(({ target }, index) => [target, index]));
  const one = (target: TradeTarget): string => cells[at.get(target) ?? -1]?.trim() ?? "";
  const short = (target: TradeTarget): string | null => {
    if (one(target).length > 200) throw new TradeRowProblem("text_too_long", target, one(target));
    return one(target) || null;
  };
  const money = (target: "amount" | "cost"): number | null => {
    if (one(target) === "") return null;
    const minor = readAmount(one(target).replace(/^\((.*)\)$/, "-$1"), columns[at.get(target)!]!.factor);
    if (minor === undefined || Math.abs(minor) > 1e13)
      throw new TradeRowProblem(`${target}_unreadable`, target, one(target));
    return minor;
  };
  if (one("traded_on") === "") throw new TradeRowProblem("date_missing", "traded_on");
  const day = readDate(one("traded_on"));
  if (day === undefined) throw new TradeRowProblem("date_unreadable", "traded_on", one("traded_on"));
  if (day < "1900-01-01") throw new TradeRowProblem("date_unreadable", "traded_on", one("traded_on"));
  if (day > today) throw new TradeRowProblem("date_future", "traded_on", one("traded_on"));
  const amount = money("amount");
  if (amount === null) throw new TradeRowProblem("amount_missing", "amount");
  const code = one("currency") === "" ? currency : currencyOf(one("currency"));
  if (code === undefined) throw new TradeRowProblem("currency_unreadable", "currency", one("currency"));
  return {
    row,
    cells,
    whose: {
      customer_number: one("customer_number"),
      tax_id: one("tax_id"),
      phone: one("phone"),
      name: one("customer_name"),
    },
    traded_on: day,
    amount,
    cost: money("cost"),
    currency: code,
    product_group: short("product_group"),
    channel: short("channel"),
    reference: short("reference"),
  };
}

const words: Record<string, string> = {
  人民币: "CNY",
  RMB: "CNY",
  "¥": "CNY",
  美元: "USD",
  $: "USD",
  欧元: "EUR",
  "€": "EUR",
};

function currencyOf(typed: string): string | undefined {
  const text = typed.normalize("NFKC").toUpperCase();
  return words[text] ?? (/^[A-Z]{3}$/.test(text) ? text : undefined);
}
