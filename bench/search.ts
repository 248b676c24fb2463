import pg from "pg";
import { pinyin } from "pinyin-pro";
import { customerAt, type GeneratedCustomer } from "../test/generate/customers.ts";
import { randomOf } from "../test/generate/random.ts";
import { caller } from "./http.ts";
import { line, type Measured, measure } from "./measure.ts";
import { passagesBench } from "./passages.ts";
import { type Options, openWorld, type World } from "./world.ts";

interface Query {
  kind: string;
  q: string;
  name: string;
}

const limits: Record<string, number> = { typo: 60 };

/** Search through HTTP by kind of query, at one and at ten connections, then tasks, notes and promises; hits among the first three; ILIKE beside it. */
export async function searchBench(options: Options): Promise<unknown> {
  const world = await openWorld(options);
  const result: Record<string, unknown> = {};
  for (const [who, userId] of [
    ["all", world.readerId],
    ["rep", world.repId],
  ] as const) {
    const cookie = await world.cookieOf(userId);
    const queries = drawQueries(options, who === "rep" ? 2000 : 1);
    const call = caller(world.base, cookie);
    const kinds = [...new Set(queries.map((query) => query.kind))];
    for (const kind of kinds) {
      const calls = queries
        .filter((query) => query.kind === kind)
        .map((query) => () => call("GET", `/api/search?limit=10&q=${encodeURIComponent(query.q)}`));
      const measured = await measure(1, calls);
      line(`${who} ${kind}, 1 connection`, measured, limits[kind] ?? 25);
      result[`${who} ${kind}`] = measured;
    }
    const all = queries.map((query) => () => call("GET", `/api/search?limit=10&q=${encodeURIComponent(query.q)}`));
    const ten: Measured = await measure(10, all);
    line(`${who} mixed, 10 connections`, ten, 60);
    result[`${who} ten`] = ten;
    result[`${who} hits`] = await hits(call, queries, who);
  }
  result.passages = await passagesBench(world, options);
  result.baseline = await baseline(world, options);
  return result;
}

/** 1,000 queries for drawn customers; of the rep's own when step is 2000. */
function drawQueries({ customers, seed }: Options, step: number): Query[] {
  const random = randomOf(seed, 77);
  const made: Query[] = [];
  for (let tries = 0; made.length < 1000 && tries < 20_000; tries++) {
    const index = step === 1 ? random.below(customers) : random.below(Math.ceil((customers - 7) / step)) * step + 7;
    const customer = customerAt(
      { seed, now: new Date("2026-11-01T00:00:00Z"), users: 198, teams: 20, clients: 0 },
      index,
    );
    const query = queryFor(customer, made.length % 9);
    if (query) made.push({ ...query, name: customer.name });
  }
  return made;
}

function queryFor(customer: GeneratedCustomer, turn: number): Omit<Query, "name"> | undefined {
  const { name } = customer;
  const phone = customer.points.find((point) => point.kind === "phone")?.value.replace(/\D/g, "");
  const isHan = /^[\u4e00-\u9fff]+$/.test(name);
  const spoken = isHan
    ? pinyin(name, { toneType: "none", type: "array", surname: customer.kind === "person" ? "head" : "off", v: true })
    : [];
  const ending = phone?.slice(-4) ?? "";
  if (turn === 0)
    return isHan && customer.kind === "person"
      ? { kind: "two characters and digits", q: `${name.slice(0, 2)} ${ending}` }
      : undefined;
  if (turn === 1) return isHan ? { kind: "whole name", q: name } : undefined;
  if (turn === 2)
    return isHan && customer.kind === "person"
      ? { kind: "initials and digits", q: `${spoken.map((one) => one[0]).join("")} ${ending}` }
      : undefined;
  if (turn === 3)
    return isHan && customer.kind === "person"
      ? { kind: "pinyin and digits", q: `${spoken.join("")} ${ending}` }
      : undefined;
  if (turn === 4)
    return customer.kind === "person" && phone
      ? { kind: "phone", q: phone.startsWith("86") ? phone.slice(2) : phone }
      : undefined;
  if (turn === 5)
    return isHan && customer.kind === "company" ? { kind: "middle of a company", q: name.slice(1, -2) } : undefined;
  if (turn === 6) {
    const mail = customer.points.find((point) => point.kind === "mail")?.value;
    return mail ? { kind: "mail", q: mail } : undefined;
  }
  if (turn === 7)
    return isHan && customer.kind === "company"
      ? { kind: "company pinyin", q: spoken.slice(0, 6).join("") }
      : undefined;
  const word = customer.language === "en" ? /[A-Za-z]{6,}/.exec(name)?.[0] : undefined;
  return word ? { kind: "typo", q: `${name.replace(word, word.slice(0, 3) + word.slice(4))} ${ending}` } : undefined;
}

async function hits(call: ReturnType<typeof caller>, queries: Query[], who: string): Promise<Record<string, string>> {
  const right = new Map<string, [number, number]>();
  const missed: Query[] = [];
  for (const query of queries) {
    const { text } = await call("GET", `/api/search?limit=3&q=${encodeURIComponent(query.q)}`);
    const names = (JSON.parse(text) as { hits: { name: { text: string }[]; customer_name: string | null }[] }).hits.map(
      (hit) => hit.name.map((piece) => piece.text).join(""),
    );
    const counts = right.get(query.kind) ?? [0, 0];
    counts[1]++;
    if (names.includes(query.name)) counts[0]++;
    else missed.push(query);
    right.set(query.kind, counts);
  }
  const all = [...right.values()].reduce(([found, total], [one, of]) => [found + one, total + of], [0, 0]);
  process.stdout.write(
    `  ${who}: right record among the first three ${((100 * all[0]!) / all[1]!).toFixed(1)}% of ${all[1]} (${[...right].map(([kind, [found, total]]) => `${kind} ${found}/${total}`).join(", ")})\n`,
  );
  if (missed.length > 0)
    process.stdout.write(
      `    missed, for example: ${missed
        .slice(0, 5)
        .map((query) => `${query.q} -> ${query.name}`)
        .join("; ")}\n`,
    );
  return Object.fromEntries([...right].map(([kind, [found, total]]) => [kind, `${found}/${total}`]));
}

/** What most products do: ILIKE '%...%' on the name, without rights. */
async function baseline(world: World, options: Options): Promise<Measured> {
  const client = new pg.Client(world.databaseUrl);
  await client.connect();
  const names = drawQueries(options, 1)
    .filter((query) => query.kind === "whole name")
    .slice(0, 8);
  const measured = await measure(
    1,
    names.map(
      (query) => () =>
        client.query("select id, name from customer where name ilike $1 limit 20", [
          `%${query.q.slice(0, 2)}%${query.q.slice(2)}%`,
        ]),
    ),
    1,
  );
  line("baseline: ILIKE on the name, no rights", measured);
  await client.end();
  return measured;
}
