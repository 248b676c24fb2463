import Type from "typebox";
import { contract } from "../../../platform/contract/contract.ts";
import {
  closed,
  DateOnly,
  Day,
  Done,
  Id,
  nullable,
  oneOf,
  PersonRef,
  Time,
  Whole,
} from "../../../platform/contract/schemas.ts";
import { CustomerId } from "../customer.contract.ts";

export const tradeSources = ["hand", "api", "import", "sales"] as const;
export const tradePeriods = ["this_year", "12_months", "all"] as const;
const TradeIds = Type.Object({ customerId: Id, tradeId: Id });
const Word = Type.String({ minLength: 1, maxLength: 200, pattern: "\\S" });
const Currency = Type.String({ pattern: "^[A-Z]{3}$" });
/** Minor units; below zero: goods taken back, a credit. */
const Amount = Type.Integer({ minimum: -1e13, maximum: 1e13 });

export const Trade = Type.Object(
  {
    id: Id,
    customer_id: Id,
    client_id: nullable(Id),
    traded_on: DateOnly,
    amount: Whole,
    cost: Type.Optional(nullable(Whole)),
    currency: Type.String(),
    product_group: nullable(Type.String()),
    channel: nullable(Type.String()),
    reference: nullable(Type.String({ description: "the number that the trade has where it comes from" })),
    source: oneOf(tradeSources),
    created_by: Type.Union([PersonRef, Type.Null()]),
    created_at: Time,
    can_change: Type.Boolean(),
  },
  closed,
);

export const listTradesContract = contract({
  method: "GET",
  path: "/customers/:customerId/trades",
  permission: "trade.read",
  summary: "Trades of a customer, newest first; cost only where the role may see it",
  params: CustomerId,
  query: Type.Object({
    from: Type.Optional(Day),
    to: Type.Optional(Day),
    product_group: Type.Optional(Word),
    channel: Type.Optional(Word),
    after: Type.Optional(Type.String({ maxLength: 200 })),
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 200 })),
  }),
  response: Type.Object({ rows: Type.Array(Trade), next: nullable(Type.String()) }, closed),
  errors: ["customer.not_found", "list.bad_cursor"],
});

const Sum = Type.Object(
  { name: nullable(Type.String()), currency: Type.String(), count: Whole, amount: Whole, margin: Type.Optional(Whole) },
  closed,
);

export const readTradeSumsContract = contract({
  method: "GET",
  path: "/customers/:customerId/trades/sums",
  permission: "trade.read",
  summary:
    "What a customer's trades add up to: this year beside last year by the same day, and by product group and channel",
  params: CustomerId,
  query: Type.Object({ period: Type.Optional(oneOf(tradePeriods)) }),
  response: Type.Object(
    {
      currencies: Type.Array(
        Type.Object(
          {
            currency: Type.String(),
            first_on: DateOnly,
            last_on: DateOnly,
            count: Whole,
            amount: Type.Integer({ description: "of all trades" }),
            this_year: Whole,
            last_year_by_today: Type.Integer({ description: "last year, up to the same day" }),
            twelve_months: Type.Integer({ description: "this month and the eleven before it" }),
            margin: Type.Optional(
              Type.Integer({ description: "amount less cost, this year, of trades whose cost is known" }),
            ),
          },
          closed,
        ),
        { description: "the customer's own currency first" },
      ),
      product_groups: Type.Array(Sum),
      channels: Type.Array(Sum),
    },
    closed,
  ),
  errors: ["customer.not_found"],
});

const facts = {
  traded_on: Day,
  amount: Amount,
  cost: Type.Optional(nullable(Amount)),
  currency: Type.Optional(Currency),
  product_group: Type.Optional(nullable(Word)),
  channel: Type.Optional(nullable(Word)),
};
const written = [
  "customer.not_found",
  "field.read_only",
  "trade.reference_taken",
  "trade.future",
  "customer.unknown_reference",
];

export const addTradeContract = contract({
  method: "POST",
  path: "/customers/:customerId/trades",
  permission: "trade.create",
  summary: "Enter a trade by hand; without a currency it is the customer's",
  params: CustomerId,
  body: Type.Object(
    { ...facts, reference: Type.Optional(nullable(Word)), client_id: Type.Optional(nullable(Id)) },
    closed,
  ),
  response: Trade,
  errors: written,
  creates: true,
});

export const updateTradeContract = contract({
  method: "PATCH",
  path: "/customers/:customerId/trades/:tradeId",
  permission: "trade.update",
  summary: "Correct a trade; what comes from our own orders is corrected there",
  params: TradeIds,
  body: Type.Partial(Type.Object({ ...facts, reference: Type.Optional(nullable(Word)) }, closed)),
  response: Trade,
  errors: ["trade.not_found", ...written],
});

export const removeTradeContract = contract({
  method: "DELETE",
  path: "/customers/:customerId/trades/:tradeId",
  permission: "trade.update",
  summary: "Take a trade out; its values stay in the history",
  params: TradeIds,
  response: Done,
  errors: ["customer.not_found", "trade.not_found"],
});

export const mostTradesAtOnce = 1000;

/** Whose trade it is: the first of these that is given counts. */
const whose = {
  customer_id: Type.Optional(Id),
  customer_number: Type.Optional(Word),
  tax_id: Type.Optional(Word),
  phone: Type.Optional(Word),
  name: Type.Optional(Word),
};

export const addTradesContract = contract({
  method: "POST",
  path: "/trades/batches",
  permission: "trade.create",
  summary:
    "Send up to 1,000 trades from another program; a reference sent again is the same trade, each row has an outcome of its own",
  body: Type.Object(
    {
      trades: Type.Array(
        Type.Object({ ...whose, ...facts, reference: Word, client_id: Type.Optional(nullable(Id)) }, closed),
        { minItems: 1, maxItems: mostTradesAtOnce },
      ),
    },
    closed,
  ),
  response: Type.Object(
    {
      created_count: Whole,
      known_count: Whole,
      refused_count: Whole,
      rows: Type.Array(
        Type.Object(
          {
            reference: Type.String(),
            outcome: oneOf(["created", "known", "refused"]),
            trade_id: nullable(Id),
            error: nullable(
              oneOf([
                "trade.customer_missing",
                "trade.customer_unknown",
                "trade.customer_ambiguous",
                "trade.client_unknown",
                "trade.reference_differs",
                "trade.future",
                "field.read_only",
              ]),
            ),
          },
          closed,
        ),
        { description: "in the order sent" },
      ),
    },
    closed,
  ),
  bodyLimit: 2 * 1024 * 1024,
});
