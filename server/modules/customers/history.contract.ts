import Type from "typebox";
import { contract } from "../../platform/contract/contract.ts";
import { closed, nullable, PersonRef, Time, Whole } from "../../platform/contract/schemas.ts";
import { CustomerId } from "./customer.contract.ts";

export const readHistoryContract = contract({
  method: "GET",
  path: "/customers/:customerId/history",
  permission: "customer.read",
  summary: "Every change: who, when, before and after",
  params: CustomerId,
  query: Type.Object({
    before: Type.Optional(Whole),
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 200 })),
  }),
  response: Type.Object(
    {
      entries: Type.Array(
        Type.Object(
          {
            event_id: Whole,
            name: Type.String(),
            at: Time,
            actor: Type.Union([PersonRef, Type.Null()]),
            object: Type.String(),
            changes: Type.Array(
              Type.Object({ field: Type.String(), before: Type.Unknown(), after: Type.Unknown() }, closed),
            ),
          },
          closed,
        ),
      ),
      next: nullable(Whole),
    },
    closed,
  ),
  errors: ["customer.not_found"],
});
