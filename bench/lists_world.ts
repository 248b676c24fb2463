import { sql } from "kysely";
import { createOwnFieldContract, listOwnFieldsContract } from "../server/modules/customers/own/own_field.contract.ts";
import { ensureDefaultRoles, raisePolicyVersion } from "../server/modules/people/index.ts";
import type { Db } from "../server/platform/database/types.ts";
import { newId } from "../server/platform/ids.ts";
import { fillOwnFields } from "./lists_own.ts";
import type { World } from "./world.ts";

const say = (line: string): void => void process.stdout.write(`  ${line}\n`);

/** What the lists' bench adds to the big company, once: 20 own fields (12 filled), 200 shares of the rep, a manager of 40%. */
export async function prepareLists(world: World): Promise<{ managerId: string }> {
  await world.db.transaction().execute((tx) => ensureDefaultRoles(tx, "zh-CN"));
  await raisePolicyVersion(world.db);
  await addOwnFields(world);
  await addShares(world);
  return { managerId: await addLead(world.db) };
}

async function addOwnFields(world: World): Promise<void> {
  const admin = await world.callerOf(await userWith(world.db, "admin@bench.test", "admin", null));
  const { body } = await admin.call(listOwnFieldsContract, {});
  if (body.fields.length >= 20) return;
  const began = performance.now();
  const label = (zh: string) => ({ zh, en: null });
  const choices = ["一", "二", "三", "四", "五"].map((zh) => ({ label: label(zh) }));
  for (let index = body.fields.length; index < 20; index++) {
    const kind = (["choice", "number", "date", "money", "text", "yes_no"] as const)[index % 6]!;
    const made = await admin.call(createOwnFieldContract, {
      body: {
        kind,
        key: `x_f${index}`,
        label: label(`字段${index}`),
        is_indexed: false,
        ...(kind === "choice" ? { choices } : {}),
      },
    });
    if (made.status !== 200) throw new Error(JSON.stringify(made.problem));
  }
  for (;;) {
    const { rows } = await sql`select 1 from own_field where state = 'making'`.execute(world.db);
    if (rows.length === 0) break;
    await new Promise((done) => setTimeout(done, 200));
  }
  say(`20 own fields made in ${Math.round(performance.now() - began)} ms`);
  await fillOwnFields(world, admin);
  say(`12 of them filled and indexed in ${Math.round((performance.now() - began) / 1000)} s`);
}

async function addShares({ db, repId, readerId }: World): Promise<void> {
  await sql`insert into customer_share (id, customer_id, user_id, access, shared_by)
    select gen_random_uuid(), c.id, ${repId}, 'read', ${readerId} from customer c where c.number % 5000 = 11 and c.number <= 1000000
    on conflict do nothing`.execute(db);
}

/** Two of the five big branches of the tree and three small ones: 8 of 20 teams. */
async function addLead(db: Db): Promise<string> {
  const known = await db.selectFrom("team").select("id").where("name", "=", "队 M").executeTakeFirst();
  const id = known?.id ?? newId();
  if (!known) {
    await sql`insert into team (id, name, parent_id) select ${id}, '队 M', id from team where name = '队 0'`.execute(
      db,
    );
    await sql`update team set parent_id = ${id} where name in ('队 1', '队 17', '队 18', '队 19')`.execute(db);
  }
  return await userWith(db, "manager@bench.test", "sales_manager", id);
}

async function userWith(db: Db, email: string, role: string, teamId: string | null): Promise<string> {
  const known = await db.selectFrom("app_user").select("id").where("email", "=", email).executeTakeFirst();
  if (known) return known.id;
  const id = newId();
  await db
    .insertInto("app_user")
    .values({ id, name: email.split("@")[0]!, email, team_id: teamId })
    .execute();
  await sql`insert into user_role (user_id, role_id) select ${id}, id from role where key = ${role}`.execute(db);
  await raisePolicyVersion(db);
  return id;
}
