import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { after } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import { openInstallation } from "#platform/database/installation.ts";
import { listOrganisations } from "#platform/database/organisation.ts";
import { isRunning } from "#platform/process/holder.ts";
import type { Kept } from "#platform/telephony/engine/kept.ts";
import { pidsBelow, until } from "#platform/telephony/engine/voice.fixture.ts";
import { type Product, type RunningNode, startProduct } from "../../e2e/product.ts";
import { demoPassword } from "../../server/modules/people/index.ts";
import { signInContract } from "../../server/modules/people/session.contract.ts";
import { commandCallContract, listMyCallsContract } from "../../server/modules/voice/call.contract.ts";
import {
  renewMyExtensionPasswordContract,
  setExtensionContract,
} from "../../server/modules/voice/extension.contract.ts";
import { createVoiceNumberContract } from "../../server/modules/voice/number.contract.ts";
import { createTrunkContract } from "../../server/modules/voice/trunk.contract.ts";
import { callerAt } from "../harness.ts";
import { SipPhone } from "./sip_phone.ts";

const carrier = "127.0.0.9";
/** What each says, in hertz. */
export const tones = { caller: 800, zhou: 1000, li: 1500 };
const listenFor = Object.values(tones);
/** Zhou's number. */
/** What is asked for comes about within so many milliseconds, also while a product starts beside it. How soon audio is back after a kill has bounds of its own. */
export const comesWithin = 15_000;

export const number = "+8657187964499";

/** The whole product as it is started, a caller behind its trunk, and two people at desk phones. */
export interface SmallOffice {
  product: Product;
  db: pg.Client;
  caller: SipPhone;
  zhou: SipPhone;
  li: { desk: SipPhone; userId: string };
  /** Asks a node something of Zhou's call. */
  order(node: RunningNode, body: object): Promise<void>;
  /** Zhou has answered the caller, and both hear each other. */
  talk(): Promise<void>;
}

/** All of it ends with the test file. */
export async function openOffice(): Promise<SmallOffice> {
  const product = await startProduct("demo", { hasVoice: true });
  const db = await openDatabase(product);
  const phones: SipPhone[] = [];
  after(async () => {
    for (const phone of phones) phone.close();
    await db.end();
    await product.dispose();
  });
  const { sip } = await keptBy(product);
  const phone = async (address: string, more: object = {}) => {
    const one = await SipPhone.open({ edgePort: sip, address, listenFor, ...more });
    phones.push(one);
    return one;
  };
  const zhao = await signIn(product, "zhaoqiming");
  const caller = await phone("+8619900002001@carrier.test", { host: carrier });
  const place = { host: carrier, port: caller.port, sources: [carrier] };
  const trunk = await ok(zhao.call(createTrunkContract, { body: { name: "线路", kind: "address", ...place } }));
  const person = async (name: string) => {
    const { rows } = await db.query("select id from app_user where email like $1", [`${name}@%`]);
    const userId: string = rows[0].id;
    const me = await signIn(product, name);
    const { digits, domain, password } = await ok(me.call(renewMyExtensionPasswordContract));
    return { userId, me, desk: await phone(`${digits}@${domain}`, { password }) };
  };
  const [zhou, li] = [await person("zhoumin"), await person("lisiyuan")];
  const draft = { digits: number, label: "周", trunk_id: trunk.id, user_id: zhou.userId };
  await ok(zhao.call(createVoiceNumberContract, { body: draft }));
  await sleep(3500); // a wrong password too often is a ban: the edge has it by now
  for (const { desk } of [zhou, li]) await desk.register();
  caller.say(tones.caller);
  zhou.desk.say(tones.zhou);
  li.desk.say(tones.li);
  return {
    product,
    db,
    caller,
    zhou: zhou.desk,
    li,
    async order({ base }, body) {
      const me = callerAt(base, zhou.userId, zhou.me.cookie);
      const { calls } = await ok(me.call(listMyCallsContract));
      await ok(me.call(commandCallContract, { params: { callId: calls[0]!.id }, body: body as never }));
    },
    async talk() {
      await caller.call(number);
      await until(() => zhou.desk.state === "ringing", comesWithin);
      await zhou.desk.answer();
      await until(hear([caller, tones.zhou], [zhou.desk, tones.caller]), comesWithin);
    },
  };
}

/** Whether each hears exactly these. */
export const hear = (...expected: [SipPhone, ...number[]][]) =>
  Object.assign(() => expected.every(([one, ...heard]) => one.hears().join() === heard.join()), {
    told: () => expected.map(([one, ...heard]) => `${one.hears().join()} of ${heard.join()}, ${one.state}`).join("; "),
  });

/** Who has the lease and lives: its process id; null: nobody. */
export async function holderOf(db: pg.Client): Promise<number | null> {
  const { rows } = await db.query("select holder from voice_lease where until > now()");
  const pid = Number(/\/(\d+)-/.exec(rows[0]?.holder ?? "")?.[1] ?? 0);
  return pid > 0 && isRunning(pid) ? pid : null;
}

const ok = async <T>(reply: Promise<{ status: number; body: T; problem: unknown }>): Promise<T> => {
  const { status, body, problem } = await reply;
  assert.equal(status, 200, JSON.stringify(problem));
  return body;
};

async function signIn({ base }: RunningNode, name: string): Promise<ReturnType<typeof callerAt>> {
  const body = { email: `${name}@yuezhou.test`, password: demoPassword, remember: true };
  const { headers } = await callerAt(base, "", "").call(signInContract, { body });
  const cookies = headers.getSetCookie().map((cookie) => cookie.split(";")[0]);
  return callerAt(base, "", cookies.join("; "));
}

async function openDatabase({ dataFolder }: Product): Promise<pg.Client> {
  const { directory, close } = await openInstallation({ databaseUrl: undefined, dataFolder });
  const [organisation] = await listOrganisations(directory);
  const client = new pg.Client(organisation!.databaseUrl);
  await client.connect();
  await close();
  return client;
}

export async function keptBy({ dataFolder }: Product): Promise<Kept> {
  const file = join(dataFolder, "voice", "kept.json");
  await until(() => pidsBelow(dataFolder).kamailio.length > 0, 10_000);
  return JSON.parse(await readFile(file, "utf8")) as Kept;
}
