import { type RawBuilder, type SqlBool, sql } from "kysely";
import type { Db } from "../../../platform/database/types.ts";
import type { Person, Rung } from "../control/ring_plan.ts";
import { telephones } from "../extension.ts";

export interface Desk {
  domain: string;
  /** Where the engine's prompts lie. */
  promptFolder: string;
  /** Of all devices that are registered now: `user@domain`. */
  registered: ReadonlySet<string>;
}

/** Of whom one asks: a person, a team, or whoever has an extension. */
export type Whom = Rung["target"] | { readonly kind: "extension"; readonly digits: string };

/** Who of them may be rung: people with an extension, their address if a device is registered there, and whether they are free. */
export async function peopleAt(
  db: Db,
  { domain, registered }: Omit<Desk, "promptFolder">,
  whom: Whom,
): Promise<(Person & { digits: string })[]> {
  const { rows } = await sql<{ user_id: string; team_id: string | null; digits: string; is_free: boolean }>`
    select e.user_id, u.team_id, e.digits,
      not exists (select 1 from call_person p where p.user_id = e.user_id and p.occupation is not null) as is_free
      from extension e join app_user u on u.id = e.user_id where ${telephones("u")} and ${are(whom)} order by e.digits`.execute(
    db,
  );
  return rows.map(({ user_id, team_id, digits, is_free }) => {
    const address = `${digits}@${domain}`;
    return {
      userId: user_id,
      teamIds: team_id ? [team_id] : [],
      digits,
      addresses: registered.has(address) ? [address] : [],
      isFree: is_free,
    };
  });
}

function are(whom: Whom): RawBuilder<SqlBool> {
  if (whom.kind === "user") return sql`e.user_id = ${whom.userId}`;
  return whom.kind === "team" ? sql`u.team_id = ${whom.teamId}` : sql`e.digits = ${whom.digits}`;
}

/** Whose device an address is. */
export async function userAt(
  db: Db,
  address: string,
  domain: string,
): Promise<{ userId: string; teamId: string | null; name: string; digits: string } | null> {
  const [digits, at] = address.split("@");
  if (at !== domain) return null;
  const { rows } = await sql<{ userId: string; teamId: string | null; name: string; digits: string }>`
    select u.id as "userId", u.team_id as "teamId", u.name, e.digits from extension e join app_user u on u.id = e.user_id
     where e.digits = ${digits} and ${telephones("u")}`.execute(db);
  return rows[0] ?? null;
}
