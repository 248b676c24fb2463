import { sql } from "kysely";
import type { ResponseOf } from "../../platform/contract/contract.ts";
import type { Db } from "../../platform/database/types.ts";
import type { House } from "../../platform/house.ts";
import { type Actor, fieldsEver, grantsFor } from "../../platform/permission/actor.ts";
import { protectedObjects } from "../../platform/permission/registry.ts";
import { hasMailServer } from "./mail.ts";
import type { readMeContract, welcomeContract } from "./session.contract.ts";

export const demoPassword = "gaoshan-liushui";

/** Who is signed in and what the page may offer them. */
export async function readMe(db: Db, actor: Actor, house: House): Promise<ResponseOf<typeof readMeContract>> {
  const user = await db
    .selectFrom("app_user")
    .select(["id", "name", "email", "locale", "theme", "team_id", "client_access", "two_factor_enabled"])
    .where("id", "=", actor.userId)
    .executeTakeFirstOrThrow();
  const objects = protectedObjects();
  return {
    user: user as ResponseOf<typeof readMeContract>["user"],
    organisation: { id: house.organisation.id, name: house.organisation.name, company: house.organisation.company },
    access: objects.map(({ object, actions }) => ({
      object,
      actions: actions.map(({ action }) => action).filter((action) => grantsFor(actor, object, action).length > 0),
      readable: listOf(fieldsEver(actor, object, "read")),
      writable: listOf(fieldsEver(actor, object, "update")),
    })),
    permissions: objects.flatMap(({ object, actions }) =>
      actions
        .filter(({ action }) => grantsFor(actor, object, action).length > 0)
        .map(({ action }) => `${object}.${action}`),
    ),
    session_id: actor.sessionId!,
    mail_ready: await hasMailServer(db),
  };
}

const listOf = (fields: Set<string> | null): string[] | null => (fields === null ? null : [...fields].sort());

/** What the sign-in page shows before anybody has signed in; sign-ins are told in the demo company only. */
export async function readWelcome(db: Db, house: House, version: string): Promise<ResponseOf<typeof welcomeContract>> {
  const isDemo = house.organisation.company === "demo";
  const { rows } = await sql<{ email: string; name: string; role: string }>`
    select u.email, u.name, min(r.name) as role from app_user u join user_role ur on ur.user_id = u.id join role r on r.id = ur.role_id
     where ${isDemo} and not exists (select 1 from user_deactivation d where d.user_id = u.id)
     group by u.id order by min(case r.key when 'sales_manager' then 0 when 'sales_rep' then 1 when 'admin' then 2 else 3 end), u.created_at, u.id
     limit 6`.execute(db);
  return {
    organisation_name: house.organisation.name,
    version,
    demo_sign_ins: rows,
    demo_password: isDemo ? demoPassword : null,
  };
}
