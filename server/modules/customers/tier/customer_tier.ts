import { sql } from "kysely";
import type { ResponseOf } from "../../../platform/contract/contract.ts";
import type { Db } from "../../../platform/database/types.ts";
import type { OwnValue } from "../../../platform/own/own.contract.ts";
import type { Actor } from "../../../platform/permission/actor.ts";
import { reached, unionFor } from "../../../platform/permission/compile.ts";
import { accessCustomer, type CustomerAccess } from "../access.ts";
import { customerShape } from "../permissions.ts";
import type { CustomerTier, readCustomerTiersContract } from "./customer_tier.contract.ts";
import { type Judged, judgeCustomer, valueAt } from "./explain.read.ts";
import { towards } from "./explain.ts";
import { hiddenBefore, hiddenFields } from "./hidden.ts";
import { lookNow } from "./look.ts";
import { loadLadders, type Placing } from "./rules.ts";

type CustomerTiers = ResponseOf<typeof readCustomerTiersContract>;

/** Where a customer stands and why, as far as the reader may see what it was placed by. @throws customer.not_found */
export async function readCustomerTiers(db: Db, actor: Actor, customerId: string): Promise<CustomerTiers> {
  const access = await accessCustomer(db, actor, customerId);
  const isOpen = ({ ladder, is_on }: Placing) => is_on && (ladder !== "stage" || access.readable.has("stage"));
  const placings = (await loadLadders(db)).filter(isOpen);
  const looked = await lookNow(db);
  const standing = await loadStanding(db, actor, customerId, looked.at.today);
  const blocked = blockedHold(access, standing.may_hold);
  if (placings.length === 0) return { currency: standing.currency, ladders: [], blocked };
  const isHidden = await hiddenFields(db, actor, customerId, access);
  const judged = await judgeCustomer(db, customerId, placings, looked, isHidden);
  const ladders = placings.map((one) => present(one, judged.get(one.ladder)!, standing, hiddenBefore(actor, isHidden)));
  return { currency: standing.currency, ladders, blocked };
}

function blockedHold({ shut }: CustomerAccess, mayHold: boolean): CustomerTiers["blocked"] {
  if (!mayHold) return { hold: "no_permission" };
  return shut ? { hold: shut.kind } : {};
}

function present(
  one: Placing,
  { position, rules, ifNothingHappens }: Judged,
  standing: Standing,
  wasHidden: (field: string) => boolean,
): CustomerTier {
  const { ladder, rest_value } = one;
  const value = standing[ladder] ?? null;
  const held = standing.held.find((hold) => hold.ladder === ladder);
  const byRules = valueAt(one, position);
  const isByRule = !held && value === byRules && position > 0;
  return {
    ladder,
    value,
    since: standing[`${ladder}_since`],
    position: isByRule ? position : null,
    why: isByRule ? rules[position - 1]!.parts : [],
    held: held ? { ...withoutLadder(held), by_rules: byRules } : null,
    towards: held || value === null ? [] : towards(ladder, rules, { value, position, rest: rest_value }),
    if_nothing_happens: held ? null : ifNothingHappens,
    strategy: strategyOf(standing, ladder, value),
    moves: standing.moves
      .filter((move) => move.ladder === ladder)
      .slice(0, 20)
      .map(({ ladder: _ladder, figures, ...move }) => ({
        ...move,
        figures: Object.fromEntries(Object.entries(figures).filter(([field]) => !wasHidden(field))),
      })),
  };
}

function strategyOf({ strategies }: Standing, ladder: string, value: string | null): CustomerTier["strategy"] {
  const found = strategies.find((strategy) => strategy.ladder === ladder && strategy.value === value);
  return found ? { text_zh: found.text_zh, text_en: found.text_en, stance: found.stance } : null;
}

const withoutLadder = <T extends { ladder: string }>({ ladder: _ladder, ...rest }: T): Omit<T, "ladder"> => rest;

interface Standing {
  currency: string;
  stage: string;
  code: string | null;
  pyramid: string | null;
  stage_since: string | null;
  code_since: string | null;
  pyramid_since: string | null;
  may_hold: boolean;
  held: ({ ladder: string } & Omit<NonNullable<CustomerTier["held"]>, "by_rules">)[];
  strategies: ({ ladder: string; value: string } & NonNullable<CustomerTier["strategy"]>)[];
  moves: ({ ladder: string; figures: Record<string, OwnValue> } & CustomerTier["moves"][number])[];
}

async function loadStanding(db: Db, actor: Actor, customerId: string, today: string): Promise<Standing> {
  const person = (column: string) =>
    sql`(select json_build_object('id', u.id, 'name', u.name) from app_user u where u.id = ${sql.ref(column)})`;
  const { rows } = await sql<Standing>`
    select c.currency, c.stage, t.code, t.pyramid, t.stage_since, t.code_since, t.pyramid_since,
      ${reached(actor, customerShape, unionFor(actor, "tier", "hold"), "c")} as may_hold,
      (select coalesce(json_agg(json_build_object('ladder', h.ladder, 'value', h.value, 'reason', h.reason, 'until', h.until,
          'by', ${person("h.by_user")}, 'created_at', h.created_at)), '[]') from tier_hold h
        where h.customer_id = c.id and (h.until is null or h.until >= ${today}::date)) as held,
      (select coalesce(json_agg(json_build_object('ladder', s.ladder, 'value', s.value, 'text_zh', s.text_zh, 'text_en', s.text_en, 'stance', s.stance)), '[]')
        from tier_strategy s) as strategies,
      (select coalesce(json_agg(json_build_object('ladder', m.ladder, 'from', m.from_value, 'to', m.to_value, 'at', m.moved_at,
          'by', ${person("m.by_user")}, 'figures', m.figures) order by m.moved_at desc), '[]')
        from (select * from tier_move where customer_id = c.id order by moved_at desc limit 60) m) as moves
      from customer c left join customer_tier t on t.customer_id = c.id where c.id = ${customerId}`.execute(db);
  return rows[0]!;
}
