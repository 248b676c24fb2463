import { Worker } from "node:worker_threads";
import { cast, clients, organisation, people, teams } from "../test/cast.ts";
import type { FillOptions } from "../test/generate/fill.ts";
import { fillDemoPools } from "./demo.pools.ts";
import { fillRelations } from "./demo.relations.ts";
import { fillDemoSaid } from "./demo.said.ts";
import { fillDemoTelephone } from "./demo.telephone.ts";
import { fillDemoTiers } from "./demo.tiers.ts";
import { fillDemoTrades } from "./demo.trades.ts";
import { fillDemoWork } from "./demo.work.ts";
import { demoPassword, ensureDefaultRoles, setPassword, writeSetting } from "./modules/people/index.ts";
import type { Db, Tx } from "./platform/database/types.ts";
import type { House } from "./platform/house.ts";
import { newId } from "./platform/ids.ts";

const seed = 20260401;
const customerCount = 3000;

/** The demo company: the cast as users, their teams and clients, and customers with eighteen months behind them. */
export async function fillDemo(
  db: Db,
  { databaseUrl, secret }: { databaseUrl: string } & Pick<House, "secret">,
  say: (line: string) => void,
): Promise<void> {
  say(`Filling the demo company ${organisation.zh}`);
  const made = await db.transaction().execute((tx) => addPeople(tx));
  await fillApart({ databaseUrl, seed, count: customerCount, now: new Date(), ...made });
  await fillDemoTrades(db);
  await fillDemoTiers(db);
  await fillDemoSaid(db);
  await fillDemoWork(db);
  await fillDemoPools(db);
  await fillDemoTelephone(db, { secret });
  await db.transaction().execute(async (tx) => {
    await fillRelations(
      tx,
      made.owners.map((owner) => owner.id),
    );
    await writeSetting(tx, "company", "demo");
  });
}

function fillApart(options: FillOptions): Promise<void> {
  const thread = new Worker(new URL("./demo.thread.ts", import.meta.url), { workerData: options });
  return new Promise((resolve, reject) => {
    thread.once("error", reject);
    thread.once("exit", () => resolve());
  });
}

async function addPeople(tx: Tx): Promise<{ owners: { id: string; teamId: string | null }[]; clientIds: string[] }> {
  const roles = await ensureDefaultRoles(tx, "zh-CN");
  await forgetUnfinished(tx);
  const teamIds = new Map<string, string>();
  for (const team of teams) {
    const id = newId();
    teamIds.set(team.key, id);
    await tx
      .insertInto("team")
      .values({ id, name: team.zh, parent_id: team.parent === null ? null : teamIds.get(team.parent)! })
      .execute();
  }
  const clientIds = new Map<string, string>();
  for (const client of clients) {
    const id = newId();
    clientIds.set(client.key, id);
    await tx.insertInto("client").values({ id, name: client.zh }).execute();
  }
  const owners: { id: string; teamId: string | null }[] = [];
  for (const person of people) {
    const id = newId();
    const teamId = teamIds.get(person.team)!;
    await tx
      .insertInto("app_user")
      .values({
        id,
        name: person.language === "en" ? person.en : person.zh,
        email: person.mail,
        email_verified: true,
        locale: person.language,
        team_id: teamId,
        client_access: person.role === "service_agent" ? "listed" : "all",
      })
      .execute();
    await tx
      .insertInto("user_role")
      .values({ user_id: id, role_id: roles.get(person.role)! })
      .execute();
    for (const key of person.clients ?? [])
      await tx
        .insertInto("user_client")
        .values({ user_id: id, client_id: clientIds.get(key)! })
        .execute();
    await setPassword(tx, id, demoPassword);
    if (person.role === "sales_rep") owners.push({ id, teamId });
  }
  return { owners, clientIds: [...clientIds.values()] };
}

/** A fill that was cut off has left rows but no mark: it begins anew. */
async function forgetUnfinished(tx: Tx): Promise<void> {
  await tx.deleteFrom("search_entry").execute();
  await tx.deleteFrom("customer").execute();
  await tx.deleteFrom("pool").execute();
  await tx.deleteFrom("promise_kind").execute();
  await tx.deleteFrom("extension").execute();
  await tx.deleteFrom("voice_number").execute();
  await tx.deleteFrom("trunk").execute();
  await tx.deleteFrom("app_user").execute();
  await tx.deleteFrom("client").execute();
  await tx.deleteFrom("team").execute();
  await tx.deleteFrom("tag").execute();
}

export function demoSignIns(): string[] {
  const shown = [cast.he, cast.zhou, cast.emma, cast.zhao, cast.wu];
  return [
    `Demo sign-ins, all with the password ${demoPassword}:`,
    ...shown.map((person) => `  ${person.mail}  ${person.zh}, ${person.role}`),
  ];
}
