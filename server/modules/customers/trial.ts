import { sql } from "kysely";
import type { BodyOf, ResponseOf } from "../../platform/contract/contract.ts";
import type { Db } from "../../platform/database/types.ts";
import type { Actor } from "../../platform/permission/actor.ts";
import { insideWall, reached, unionFor } from "../../platform/permission/compile.ts";
import { fieldGate } from "../../platform/permission/fields.ts";
import type { Scope } from "../../platform/permission/registry.ts";
import { Problem } from "../../platform/problem.ts";
import { onlyThrough, type Subject, subjectOf, waysOf } from "../people/index.ts";
import { accessCustomer, readGate } from "./access.ts";
import { customerShape, readFieldsOf, writeFieldsOf } from "./permissions.ts";
import { triedActions, type tryCustomerContract } from "./trial.contract.ts";

type Trial = ResponseOf<typeof tryCustomerContract>;
type Tried = Trial["actions"][number];
type Fields = Record<"readable" | "writable", string[]>;
interface Found {
  name: string;
  owner: { id: string; name: string } | null;
  isInside: boolean;
  /** One flag a way, in the order of `waysOf` for each of `triedActions`. */
  reaches: boolean[];
  opened: Record<string, ReadonlySet<string>>;
}

/** What a person may do with one customer, from the same conditions that decide it. @throws customer.not_found for the asker, permission.owner_hidden */
export async function tryCustomer(
  db: Db,
  asker: Actor,
  customerId: string,
  wanted: BodyOf<typeof tryCustomerContract>,
): Promise<Trial> {
  const { readable } = await accessCustomer(db, asker, customerId);
  const subject = await subjectOf(db, asker, wanted);
  requireKnownClients(asker, subject.actor);
  const found = await lookUp(db, subject, customerId);
  const mayTellOwner = readable.has("owner");
  const fields = { readable: readFieldsOf(asker), writable: writeFieldsOf(asker) };
  const flags = found.reaches.values();
  const actions = triedActions.map((action): Tried => {
    const ways = waysOf(subject, "customer", action);
    // what rests on the owner would name them, one person after the other: then it is not tried at all
    if (!mayTellOwner && ways.some(({ scope }) => tellsOwner.has(scope)))
      throw new Problem(403, "permission.owner_hidden");
    const reaching = ways.filter(() => flags.next().value === true);
    return {
      action,
      may: reaching.length > 0,
      why_not: null,
      ways: reaching,
      granted: ways.map(({ scope }) => scope),
      hidden_fields: hiddenFields(action, found, fields),
    };
  });
  const isSeen = found.isInside && actions[0]!.may;
  return {
    customer: { id: customerId, name: found.name },
    ...(mayTellOwner ? { owner: found.owner } : {}),
    actions: actions.map((tried) => judged(tried, subject.isActive, found.isInside, isSeen)),
  };
}

const tellsOwner = new Set<Scope>(["own", "team", "team_tree"]);

/** Whom a foreign client lets in would tell whose customer it is. @throws permission.foreign_client */
function requireKnownClients(asker: Actor, subject: Actor): void {
  if (asker.clientAccess === "all") return;
  if (subject.clientIds.some((id) => !asker.clientIds.includes(id)))
    throw new Problem(403, "permission.foreign_client");
}

/** Everything but an export also asks whether the customer is seen at all, as `accessCustomer` does. */
function judged(tried: Tried, isActive: boolean, isInside: boolean, isSeen: boolean): Tried {
  const needsSight = tried.action !== "read" && tried.action !== "export";
  const why: [boolean, Tried["why_not"]][] = [
    [!isActive, "deactivated"],
    [tried.granted.length === 0, "no_grant"],
    [!isInside, "outside_clients"],
    [needsSight && !isSeen, "not_seen"],
    [!tried.may, "out_of_scope"],
  ];
  const whyNot = why.find(([isSo]) => isSo)?.[1] ?? null;
  return whyNot === null ? tried : { ...tried, may: false, why_not: whyNot, ways: [], hidden_fields: [] };
}

function hiddenFields(action: Tried["action"], { opened }: Found, fields: Fields): string[] {
  if (action === "update") return fields.writable.filter((field) => !opened.update?.has(field));
  const seen = opened[action];
  return seen ? fields.readable.filter((field) => !seen.has(field)) : [];
}

async function lookUp(db: Db, { actor, ...subject }: Subject, customerId: string): Promise<Found> {
  const read = readGate(actor);
  const exported = readGate(actor, "export");
  const write = fieldGate(actor, "customer", customerShape, "update", writeFieldsOf(actor));
  const ways = triedActions.flatMap((action) =>
    waysOf({ actor, ...subject }, "customer", action).map(({ scope }) =>
      reached(actor, customerShape, unionFor(onlyThrough(actor, "customer", action, scope), "customer", action), "c"),
    ),
  );
  const { rows } = await sql<{
    name: string;
    owner: Found["owner"];
    inside: boolean;
    reaches: boolean[];
    read: number;
    update: number;
    export: number;
  }>`
    select c.name, case when u.id is null then null else json_build_object('id', u.id, 'name', u.name) end as owner,
           ${insideWall(actor, customerShape, "c")} as inside, array[${sql.join(ways)}]::boolean[] as reaches,
           ${read.flags("c")} as read, ${write.flags("c")} as update, ${exported.flags("c")} as export
      from customer c left join app_user u on u.id = c.owner_id where c.id = ${customerId}`.execute(db);
  const row = rows[0]!;
  const readable = read.opened(row.read);
  const alwaysShown = new Set(["name", "other_names"]);
  const update = new Set(
    [...write.opened(row.update)].filter((field) => alwaysShown.has(field) || readable.has(field)),
  );
  return {
    name: row.name,
    owner: row.owner,
    isInside: row.inside,
    reaches: row.reaches,
    opened: { read: readable, update, export: exported.opened(row.export) },
  };
}
