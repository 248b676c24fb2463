import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after } from "node:test";
import { sql } from "kysely";
import { startHarness } from "#test/harness.ts";
import { storeOf } from "../../../platform/file/store.ts";
import type { House } from "../../../platform/house.ts";
import { newId } from "../../../platform/ids.ts";
import { createLog } from "../../../platform/log.ts";
import { deriveSecret } from "../../../platform/secret.ts";
import { systemClock } from "../../../platform/telephony/clock.ts";
import { memoryEngine } from "../../../platform/telephony/memory/memory.ts";
import { createCustomerContract } from "../../customers/customer.contract.ts";
import { setExtensionContract } from "../extension.contract.ts";
import { createVoiceNumberContract, updateCallerIdsContract } from "../number.contract.ts";
import { Recorder } from "../recording/recorder.ts";
import { createTrunkContract } from "../trunk.contract.ts";
import { Exchange } from "./exchange.ts";
import { holdLease } from "./lease.ts";
import { Spool } from "./spool.ts";

/** A company with a trunk, a number of Zhou's and one of the team's, Zhou (801), Li (802) and Wu (803) at their devices, and an exchange over an engine in memory. */
export const house = await startHarness();
export const [zhao, zhou, li, wu] = await Promise.all(
  (["zhao", "zhou", "li", "wu"] as const).map((key) => house.as(key)),
);
export const domain = "test.voice.internal";
export const ours = "+8657187964400";
export const teams = "+8657187964401";

const made = async <T>(reply: Promise<{ status: number; body: T; problem: unknown }>): Promise<T> => {
  const { status, body, problem } = await reply;
  if (status !== 200) throw new Error(JSON.stringify(problem));
  return body;
};

export const trunk = await made(
  zhao!.call(createTrunkContract, {
    body: { name: "线路", kind: "address", host: "sip.test", sources: ["192.0.2.1"], countries: ["CN"] },
  }),
);
const teamOf = async (userId: string) =>
  (await house.db.selectFrom("app_user").select("team_id").where("id", "=", userId).executeTakeFirstOrThrow()).team_id!;
export const zhousTeam = await teamOf(zhou!.userId);
export const number = await made(
  zhao!.call(createVoiceNumberContract, {
    body: { digits: ours, label: "周", trunk_id: trunk.id, user_id: zhou!.userId, ring_seconds: 20 },
  }),
);
await made(
  zhao!.call(createVoiceNumberContract, {
    body: { digits: teams, label: "销售", trunk_id: trunk.id, team_id: zhousTeam, ring_seconds: 20 },
  }),
);
await made(
  zhao!.call(updateCallerIdsContract, {
    body: { caller_ids: [{ number_id: number.id, team_id: null, client_id: null }] },
  }),
);
for (const [person, digits] of [
  [zhou, "801"],
  [li, "802"],
  [wu, "803"],
] as const)
  await made(zhao!.call(setExtensionContract, { params: { userId: person!.userId }, body: { digits } }));

export const engine = memoryEngine({
  clock: systemClock,
  newId,
  trunkIds: [trunk.id],
  prompts: { hold: { tone: 350, ms: 10_000 }, beep: { tone: 1400, ms: 100 } },
});
const reserved = newId();
export const asHouse = {
  db: house.db,
  log: createLog("silent"),
  transaction: (work: never) => house.db.transaction().execute(work),
  secret: (purpose: string) => deriveSecret(house.directory.master, purpose, house.organisationId),
  files: { store: storeOf(house.directory, house.organisationId), limits: { most: 1e9 } },
  folder: join(house.directory.dataFolder, "organisations", house.organisationId),
} as unknown as House;
const folder = await mkdtemp(join(tmpdir(), "zhiyin-spool-"));
/** Where the engine would write recordings. */
export const recordingFolder = join(folder, "recordings");
await mkdir(recordingFolder);
after(() => rm(folder, { recursive: true }));
export const recorder = new Recorder(asHouse, recordingFolder);
export const spoolFile = join(folder, "spool.jsonl");
/** @param parts another way to the database */
export const openExchange = async (holder = reserved, parts = asHouse): Promise<Exchange> => {
  const lease = (await holdLease(house.db, holder))!;
  await sql`update voice_lease set until = now() + interval '1 hour'`.execute(house.db);
  const spool = new Spool(spoolFile);
  const exchange = new Exchange({
    house: parts,
    adapter: engine.adapter,
    clock: systemClock,
    domain,
    lease,
    spool,
    isHeld: () => true,
    recorder,
    promptFolder: recordingFolder,
  });
  await exchange.open();
  return exchange;
};

export const desks = {
  zhou: await engine.phones.device(`801@${domain}`),
  li: await engine.phones.device(`802@${domain}`),
  wu: await engine.phones.device(`803@${domain}`),
};

export async function until(what: () => boolean | Promise<boolean>, about = "it"): Promise<void> {
  for (let tries = 0; tries < 500; tries++) {
    if (await what()) return;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  throw new Error(`${about} did not come about`);
}

export const customer = async (name: string, phone: string, by = zhou!) =>
  (
    await made(
      by.call(createCustomerContract, {
        body: { kind: "company", name, contact_points: [{ kind: "phone", value: phone }] },
      }),
    )
  ).id;

/** The newest call, as it stands in its row. */
export const lastCall = async () =>
  (await house.db.selectFrom("call").selectAll().orderBy("id", "desc").limit(1).executeTakeFirst())!;
