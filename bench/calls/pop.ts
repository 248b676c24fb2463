import { setTimeout as sleep } from "node:timers/promises";
import { sql } from "kysely";
import { WebSocket } from "ws";
import type { Db } from "#platform/database/types.ts";
import { type Caller, callerAt } from "#test/harness.ts";
import type { LiveMessage } from "#test/live_client.ts";
import { SipPhone } from "#test/telephony/sip_phone.ts";
import { until } from "../../e2e/until.ts";
import { commandCallContract, listMyCallsContract } from "../../server/modules/voice/call.contract.ts";
import { ms, percentile } from "../measure.ts";
import { type Options, openWorld } from "../world.ts";
import { type Agent, type Company, openCompany } from "./company.ts";
import { places } from "./places.ts";
import { type CallsProduct, startCallsProduct } from "./product.ts";
import { figure, limits, say } from "./told.ts";

/**
 * From the INVITE on its way to the customer known in the agent's page: the live channel has told of a call, `GET /me/calls` was asked
 * for by that, and its answer, which names the customer, was read. What a browser takes to draw it is not in it.
 */
export async function pop(scale: number, options: Options): Promise<unknown> {
  const count = Math.max(20, Math.round(200 * scale));
  say(`pop: ${count} calls of customers, one after the other, in a company of ${options.customers}`);
  const { dataFolder, close } = await openWorld(options);
  await close(); // the product itself serves it from now on
  openWorld.current = undefined;
  const undo: (() => Promise<void> | void)[] = [];
  try {
    const company = await openCompany(dataFolder, { agents: 1, channels: 100, role: "supervisor" });
    undo.push(company.close);
    const product = await startCallsProduct(dataFolder);
    undo.push(product.stop);
    const agent = company.agents[0]!;
    const desk = await deskOf(product, agent);
    undo.push(() => desk.close());
    const page = await AgentPage.open(
      callerAt(product.base, agent.userId, await company.cookieOf(agent.userId)),
      product,
    );
    undo.push(() => page.close());
    const times: { told: number; known: number }[] = [];
    let missed = 0;
    const customers = await chooseCustomers(company.db, count + 3);
    for (const [index, customer] of customers.entries()) {
      const time = await callOnce({ product, company, agent, desk, page, ...customer });
      if (!time) missed++;
      else if (index >= 3) times.push(time); // the first calls read everything for the first time
    }
    const known = times.map((time) => time.known);
    const told = times.map((time) => time.told);
    figure("INVITE to the live event", `p50 ${ms(percentile(told, 0.5))}  p95 ${ms(percentile(told, 0.95))}`);
    const p95 = percentile(known, 0.95);
    const isWithin = figure(
      "INVITE to the customer in the agent's page",
      `p50 ${ms(percentile(known, 0.5))}  p95 ${ms(p95)}  worst ${ms(Math.max(...known))}`,
      p95 <= limits.popP95Ms && known.length > 0,
      `${limits.popP95Ms} ms`,
    );
    const isAll = figure("calls that popped up", `${times.length}, ${missed} not`, missed === 0, "none missed");
    return { customers: options.customers, times, missed, isWithin: isWithin && isAll };
  } finally {
    for (const one of undo.reverse()) await one();
  }
}

async function deskOf({ edgePort }: CallsProduct, { digits, domain, password }: Agent): Promise<SipPhone> {
  const desk = await SipPhone.open({ edgePort, address: `${digits}@${domain}`, password, listenFor: [800] });
  for (let left = 30; ; left--) {
    const isRegistered = await desk.register().then(
      () => true,
      () => false,
    );
    if (isRegistered) break;
    if (left === 0) throw new Error("the agent's telephone is not registered");
    await sleep(1000);
  }
  const again = setInterval(() => void desk.register().catch(() => undefined), 35_000);
  const close = desk.close.bind(desk);
  desk.close = () => {
    clearInterval(again);
    close();
  };
  return desk;
}

interface Known {
  customerId: string;
  number: string;
}

/** Some of the company's customers, evenly by chance, each with a number of theirs. */
async function chooseCustomers(db: Db, count: number): Promise<Known[]> {
  const { rows } = await sql<Known>`
    select p.customer_id as "customerId", p.normalised as number from contact_point p join customer c on c.id = p.customer_id
     where p.kind = 'phone' and p.normalised like '+861%' and p.client_id is null and c.bin_id is null
     order by md5(p.id::text) limit ${count}`.execute(db);
  if (rows.length < count) throw new Error(`only ${rows.length} customers have a number`);
  return rows;
}

interface One extends Known {
  product: CallsProduct;
  company: Company;
  agent: Agent;
  desk: SipPhone;
  page: AgentPage;
}

/** @returns milliseconds from the INVITE; null when nothing came up in five seconds */
async function callOnce({ product, agent, desk, page, customerId, number }: One) {
  const { edgePort } = product;
  const address = `${number}@carrier.test`;
  const caller = await SipPhone.open({ edgePort, address, listenFor: [800], host: places.carrier });
  try {
    const popped = page.await(customerId);
    const began = performance.now();
    await caller.call(agent.number);
    const at = await popped;
    await until("the telephone rings", () => desk.state === "ringing", { patience: 5000 }).catch(() => undefined);
    if (desk.state === "ringing") await desk.answer();
    await until("they talk", () => caller.state === "talking", { patience: 5000 }).catch(() => undefined);
    if (caller.state !== "idle") await caller.hangup();
    await until("it is over", () => desk.state === "idle", { patience: 5000 }).catch(() => undefined);
    await page.finish();
    return at && { told: at.told - began, known: at.known - began };
  } finally {
    caller.close();
  }
}

/** What the agent's page does of it: listens to the live channel, and reads its calls anew when one has changed. */
class AgentPage {
  readonly #caller: Caller;
  readonly #socket: WebSocket;
  #waiting: { customerId: string; told: number; resolve(at: { told: number; known: number } | null): void } | null =
    null;

  private constructor(caller: Caller, socket: WebSocket) {
    this.#caller = caller;
    this.#socket = socket;
    socket.on("error", () => undefined);
    socket.on("message", (data) => {
      const message = JSON.parse(String(data)) as LiveMessage;
      if (message.events?.some(({ name }) => name === "call.changed")) void this.#reread();
    });
  }

  static async open(caller: Caller, { base }: CallsProduct): Promise<AgentPage> {
    const headers = { cookie: caller.cookie, origin: base };
    const socket = new WebSocket(`${base.replace("http", "ws")}/api/live`, { headers });
    const page = new AgentPage(caller, socket);
    await new Promise((resolve) => socket.once("message", resolve));
    return page;
  }

  /** Resolves when the customer stands in the page; null after five seconds. */
  await(customerId: string): Promise<{ told: number; known: number } | null> {
    return new Promise((resolve) => {
      const timer = setTimeout(() => this.#waiting?.resolve(null), 5000);
      this.#waiting = {
        customerId,
        told: 0,
        resolve: (at) => {
          clearTimeout(timer);
          this.#waiting = null;
          resolve(at);
        },
      };
    });
  }

  /** What is left to write down is left. */
  async finish(): Promise<void> {
    await until("nothing is left of the call", async () => {
      const { body } = await this.#caller.call(listMyCallsContract);
      for (const { id, occupation } of body.calls)
        if (occupation === "wrap_up")
          await this.#caller.call(commandCallContract, {
            params: { callId: id },
            body: { name: "wrapUpDone", disposition: null },
          });
      return body.calls.length === 0;
    });
  }

  close(): void {
    this.#socket.terminate();
  }

  async #reread(): Promise<void> {
    const waiting = this.#waiting;
    if (!waiting) return;
    waiting.told ||= performance.now();
    const { body } = await this.#caller.call(listMyCallsContract);
    const isThere = body.calls.some(({ customers }) => customers.some(({ id }) => id === waiting.customerId));
    if (isThere && this.#waiting === waiting) waiting.resolve({ told: waiting.told, known: performance.now() });
  }
}
