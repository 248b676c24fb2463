import { sql } from "kysely";
import { refreshSearch } from "../server/modules/customers/index.ts";
import { raisePolicyVersion } from "../server/modules/people/index.ts";
import type { Db } from "../server/platform/database/types.ts";
import { newId } from "../server/platform/ids.ts";
import { pinyinKey } from "../server/platform/search/pinyin.ts";
import { type Random, randomOf } from "./generate/random.ts";

export type FuzzScope = "own" | "team" | "team_tree" | "client" | "shared" | "all";
export interface FuzzGrant {
  object: string;
  action: string;
  scope: FuzzScope;
  fields: string[] | null;
}
export interface FuzzUser {
  id: string;
  team: number | null;
  access: "all" | "listed";
  clients: number[];
  roleId: string;
  grants: FuzzGrant[];
}
export interface FuzzPoint {
  id: string;
  kind: "phone" | "mail";
  value: string;
  client: number | null;
  contact: number | null;
}
export interface FuzzCustomer {
  id: string;
  name: string;
  owner: number | null;
  team: number | null;
  clients: number[];
  shares: { user: number | null; team: number | null; access: "read" | "write" }[];
  facts: { stage: string; province: string; industry: string; payment_terms: string };
  points: FuzzPoint[];
  contacts: { id: string; name: string; client: number | null }[];
}
export interface World {
  teams: { id: string; parent: number | null }[];
  clientIds: string[];
  users: FuzzUser[];
  customers: FuzzCustomer[];
}

const han = [..."峥嵘璇玑翊烜珩琬琰瑾瑜昱晟暄曜朔澜沅湛漪潋滟铎钰锴铮鋆鹤鸢鹭麒麟骁骏骐骥"];
const stages = ["prospect", "interested", "buyer", "loyal"];
const provinces = ["浙江省", "江苏省", "上海市"];
const industries = ["352", "513"];

/** A small organisation in the database and in memory: every customer has a name, a phone and a mail of its own. */
export async function makeWorld(db: Db, seed: number): Promise<World> {
  const random = randomOf(seed, 0);
  const world: World = { teams: [], clientIds: [], users: [], customers: [] };
  for (let index = 0; index < 9; index++) {
    const parent = index === 0 || random.chance(0.15) ? null : random.below(index);
    const team = { id: newId(), parent };
    world.teams.push(team);
    await db
      .insertInto("team")
      .values({ id: team.id, name: `队 ${index}`, parent_id: parent === null ? null : world.teams[parent]!.id })
      .execute();
  }
  for (let index = 0; index < 4; index++) {
    world.clientIds.push(newId());
    await db
      .insertInto("client")
      .values({ id: world.clientIds[index]!, name: `委托方 ${index}` })
      .execute();
  }
  for (let index = 0; index < 14; index++) await addUser(db, world, index);
  for (let index = 0; index < 90; index++) world.customers.push(await addCustomer(db, world, random, index));
  await sql`analyze customer`.execute(db); // how a list is looked up goes by how much of it a team has
  return world;
}

async function addUser(db: Db, world: World, index: number): Promise<void> {
  const user: FuzzUser = { id: newId(), team: null, access: "all", clients: [], roleId: newId(), grants: [] };
  world.users.push(user);
  await db
    .insertInto("app_user")
    .values({ id: user.id, name: `人 ${index}`, email: `fuzz${index}@zhiyin.test` })
    .execute();
  await db
    .insertInto("role")
    .values({ id: user.roleId, key: user.roleId, name: `角色 ${index}` })
    .execute();
  await db.insertInto("user_role").values({ user_id: user.id, role_id: user.roleId }).execute();
}

async function addCustomer(db: Db, world: World, random: Random, index: number): Promise<FuzzCustomer> {
  const clients = subset(random, world.clientIds.length, 0.3);
  const name = `${han[index % han.length]}${han[(index * 7 + 3) % han.length]}${han[(index * 13 + 11) % han.length]}${index}`;
  const clientOrNone = () => (clients.length > 0 && random.chance(0.3) ? random.pick(clients) : null);
  const contacts = random.chance(0.5)
    ? [{ id: newId(), name: `联系${han[(index * 5 + 1) % han.length]}${index}`, client: clientOrNone() }]
    : [];
  const pointOf = (kind: "phone" | "mail", value: string, contact: number | null): FuzzPoint => ({
    id: newId(),
    kind,
    value,
    client:
      contact !== null && contacts[contact]!.client !== null
        ? random.chance(0.5)
          ? contacts[contact]!.client
          : null
        : clientOrNone(),
    contact,
  });
  const customer: FuzzCustomer = {
    id: newId(),
    name,
    owner: random.chance(0.85) ? random.below(world.users.length) : null,
    team: random.chance(0.85) ? random.below(world.teams.length) : null,
    clients,
    shares: subset(random, 3, 0.3).map(() => shareOf(random, world)),
    facts: {
      stage: random.pick(stages),
      province: random.pick(provinces),
      industry: random.pick(industries),
      payment_terms: `月结 ${index}`,
    },
    contacts,
    points: [
      pointOf("phone", `+86199${String(31_000_000 + index * 7919).slice(0, 8)}`, null),
      pointOf("mail", `unique${index}x@zhiyin.test`, contacts.length > 0 && random.chance(0.5) ? 0 : null),
    ],
  };
  await writeCustomer(db, world, customer);
  return customer;
}

const subset = (random: Random, size: number, chance: number): number[] =>
  Array.from({ length: size }, (_, index) => index).filter(() => random.chance(chance));
const shareOf = (random: Random, world: World): FuzzCustomer["shares"][number] => {
  const toUser = random.chance(0.6);
  return {
    user: toUser ? random.below(world.users.length) : null,
    team: toUser ? null : random.below(world.teams.length),
    access: random.chance(0.5) ? "read" : "write",
  };
};

async function writeCustomer(db: Db, world: World, customer: FuzzCustomer): Promise<void> {
  const { id, name, facts } = customer;
  await db
    .insertInto("customer")
    .values({
      id,
      kind: "company",
      name,
      name_pinyin: pinyinKey(name),
      owner_id: customer.owner === null ? null : world.users[customer.owner]!.id,
      team_id: customer.team === null ? null : world.teams[customer.team]!.id,
      ...facts,
    })
    .execute();
  for (const client of customer.clients)
    await db.insertInto("customer_client").values({ customer_id: id, client_id: world.clientIds[client]! }).execute();
  for (const share of customer.shares) {
    await db
      .insertInto("customer_share")
      .values({
        id: newId(),
        customer_id: id,
        user_id: share.user === null ? null : world.users[share.user]!.id,
        team_id: share.team === null ? null : world.teams[share.team]!.id,
        access: share.access,
      })
      .onConflict((oc) => oc.doNothing())
      .execute();
  }
  customer.shares = customer.shares.filter(
    (share, index) => customer.shares.findIndex((one) => one.user === share.user && one.team === share.team) === index,
  );
  for (const contact of customer.contacts) {
    await db
      .insertInto("contact")
      .values({
        id: contact.id,
        customer_id: id,
        name: contact.name,
        name_pinyin: pinyinKey(contact.name),
        client_id: contact.client === null ? null : world.clientIds[contact.client]!,
      })
      .execute();
  }
  for (const point of customer.points) {
    await db
      .insertInto("contact_point")
      .values({
        id: point.id,
        customer_id: id,
        contact_id: point.contact === null ? null : customer.contacts[point.contact]!.id,
        kind: point.kind,
        value: point.value,
        normalised: point.value,
        client_id: point.client === null ? null : world.clientIds[point.client]!,
      })
      .execute();
  }
  await db.transaction().execute((tx) => refreshSearch(tx, id));
}

const scopesOf: FuzzScope[] = ["own", "team", "team_tree", "client", "shared", "all"];
const fieldPool = [
  "stage",
  "province",
  "industry",
  "payment_terms",
  "owner",
  "phone",
  "phone_whole",
  "mail",
  "contacts",
  "tags",
  "city",
  "remark",
];

/** Gives everybody another place and other rights, in the database and in memory. */
export async function drawPolicies(db: Db, world: World, random: Random): Promise<void> {
  await db.transaction().execute(async (tx) => {
    for (const user of world.users) {
      user.team = random.chance(0.85) ? random.below(world.teams.length) : null;
      user.access = random.chance(0.3) ? "listed" : "all";
      user.clients = subset(random, world.clientIds.length, 0.35);
      user.grants = drawGrants(random);
      await tx
        .updateTable("app_user")
        .set({ team_id: user.team === null ? null : world.teams[user.team]!.id, client_access: user.access })
        .where("id", "=", user.id)
        .execute();
      await tx.deleteFrom("user_client").where("user_id", "=", user.id).execute();
      for (const client of user.clients)
        await tx.insertInto("user_client").values({ user_id: user.id, client_id: world.clientIds[client]! }).execute();
      await tx.deleteFrom("role_grant").where("role_id", "=", user.roleId).execute();
      if (user.grants.length > 0)
        await tx
          .insertInto("role_grant")
          .values(user.grants.map((grant) => ({ role_id: user.roleId, ...grant })))
          .execute();
    }
    await raisePolicyVersion(tx);
  });
}

function drawGrants(random: Random): FuzzGrant[] {
  const grants: FuzzGrant[] = [];
  for (const action of ["read", "export"]) {
    for (const scope of scopesOf) {
      if (!random.chance(scope === "all" ? 0.12 : 0.35)) continue;
      grants.push({
        object: "customer",
        action,
        scope,
        fields: random.chance(0.45) ? null : fieldPool.filter(() => random.chance(0.6)),
      });
    }
  }
  return grants;
}
