import Fastify from "fastify";
import { sql } from "kysely";
import pg from "pg";
import { writeCursor } from "../server/modules/customers/cursor.ts";
import { startClient } from "./client.ts";
import { caller } from "./http.ts";
import { prepareLists } from "./lists_world.ts";
import { line, type Measured } from "./measure.ts";
import { type Options, openWorld, type World } from "./world.ts";

interface Kind {
  name: string;
  who: "reader" | "rep" | "manager";
  path: string;
  limit: number;
  /** What a program without rights would run for the same page. */
  plain: string;
}

const unindexed = {
  all: [
    {
      any: [
        { field: "staff_count", op: "between", value: [100, 119] },
        { field: "payment_terms", op: "contains", value: "45" },
      ],
    },
    { field: "kind", op: "any", value: ["company"] },
  ],
};
const own = { all: [{ field: "x_f0", op: "any", value: ["c3"] }] };
const ownRange = { all: [{ field: "x_f1", op: "between", value: [500, 900] }] };
const filtered = (tree: object, more = "") =>
  `/api/customers?limit=50${more}&filter=${encodeURIComponent(JSON.stringify(tree))}`;
const quiet = { all: [{ field: "last_interaction", op: "not_in_last", value: { count: 30, unit: "day" } }] };
const named = { all: [{ field: "name", op: "contains", value: "茶业" }] };

/** The published mix of list queries over the big company with 20 own fields, at twenty connections and at one. */
export async function lists(options: Options): Promise<unknown> {
  const world = await openWorld(options);
  const { managerId } = await prepareLists(world);
  const ids = { reader: world.readerId, rep: world.repId, manager: managerId };
  const cookies = Object.fromEntries(
    await Promise.all(Object.entries(ids).map(async ([who, id]) => [who, await world.cookieOf(id)] as const)),
  );
  const bare = await bareRoute(world);
  const client = startClient();
  const results: Record<string, { product: Measured; bare: Measured }> = {};
  const only = process.env.ZHIYIN_BENCH_ONLY;
  for (const kind of (await kinds(world)).filter(({ name }) => !only || name.includes(only))) {
    const call = caller(world.base, cookies[kind.who]!);
    const one = await call("GET", kind.path);
    if (one.status !== 200) throw new Error(`${kind.name}: ${one.status} ${one.text.slice(0, 300)}`);
    const order = { count: kind.limit > 100 ? 120 : 600, connections: 20 };
    const product = await client.measure({ ...order, base: world.base, cookie: cookies[kind.who]!, path: kind.path });
    line(kind.name, product, kind.limit);
    const beside = await client.measure({
      ...order,
      base: bare.base,
      cookie: "",
      path: `/?q=${encodeURIComponent(kind.plain)}`,
    });
    line("  bare Fastify + pg, no rights", beside);
    process.stdout.write(
      `    ${Math.round((100 * product.perSecond) / beside.perSecond)}% of the bare route's throughput, ${(JSON.parse(one.text) as { rows: unknown[] }).rows.length} rows\n`,
    );
    results[kind.name] = { product, bare: beside };
  }
  client.stop();
  await bare.close();
  return results;
}

async function kinds(world: World): Promise<Kind[]> {
  const { rows } = await sql<{ updated_at: string; id: string }>`
    select updated_at, id from customer where bin_id is null order by updated_at desc, id desc offset 400000 limit 1`.execute(
    world.db,
  );
  const deep = rows[0] ? writeCursor(["updated_at", "value", rows[0].updated_at, rows[0].id]) : "";
  const recent = "order by c.updated_at desc, c.id desc";
  const all = (where: string, order = recent) => `where c.bin_id is null ${where} ${order}`;
  const mine = (where = "") => `where c.bin_id is null and c.owner_id = '${world.repId}' ${where} ${recent}`;
  const reader = (name: string, path: string, plain: string, limit = 40): Kind => ({
    name,
    who: "reader",
    path,
    plain,
    limit,
  });
  const rep = (name: string, path: string, plain: string, limit = 40): Kind => ({
    name,
    who: "rep",
    path,
    plain,
    limit,
  });
  const manager = (name: string, path: string, plain: string, limit = 40): Kind => ({
    name,
    who: "manager",
    path,
    plain,
    limit,
  });
  const start = "/api/customers?limit=50";
  return [
    reader("reader: default", start, all("")),
    reader("reader: stage", `${start}&stage=loyal`, all("and c.stage = 'loyal'")),
    reader(
      "reader: and/or, unindexed, 1%",
      filtered(unindexed),
      all("and (c.staff_count between 100 and 119 or c.payment_terms ilike '%45%') and c.kind = 'company'"),
      300,
    ),
    reader("reader: own choice", filtered(own), all("and c.x_f0 = 'c3'")),
    reader(
      "reader: own range, sorted by it",
      filtered(ownRange, "&sort=x_f1&order=asc"),
      all("and c.x_f1 between 500 and 900", "order by c.x_f1, c.id"),
    ),
    reader("reader: sorted by own text", `${start}&sort=x_f4`, all("and c.x_f4 is not null", "order by c.x_f4, c.id")),
    reader("reader: by pinyin", `${start}&sort=name`, all("", "order by c.name_pinyin, c.id")),
    reader(
      "reader: 400,000 rows deep",
      `${start}&after=${deep}`,
      all(`and (c.updated_at, c.id) < ('${rows[0]?.updated_at}', '${rows[0]?.id}')`),
    ),
    reader(
      "reader: no interaction for 30 days",
      filtered(quiet),
      all(
        "and not exists (select 1 from interaction i where i.customer_id = c.id and i.happened_at > now() - interval '30 days')",
      ),
      300,
    ),
    reader("reader: name contains", filtered(named), all("and c.name ilike '%茶业%'"), 300),
    rep("rep: default", start, mine()),
    rep("rep: stage", `${start}&stage=loyal`, mine("and c.stage = 'loyal'")),
    rep("rep: own choice", filtered(own), mine("and c.x_f0 = 'c3'")),
    rep(
      "rep: by pinyin",
      `${start}&sort=name`,
      `where c.bin_id is null and c.owner_id = '${world.repId}' order by c.name_pinyin, c.id`,
    ),
    rep(
      "rep: and/or, unindexed",
      filtered(unindexed),
      mine("and (c.staff_count between 100 and 119 or c.payment_terms ilike '%45%')"),
      300,
    ),
    manager("manager: default", start, all("")),
    manager("manager: stage", `${start}&stage=loyal`, all("and c.stage = 'loyal'")),
    manager("manager: own choice", filtered(own), all("and c.x_f0 = 'c3'")),
    manager(
      "manager: own range, sorted by it",
      filtered(ownRange, "&sort=x_f1&order=asc"),
      all("and c.x_f1 between 500 and 900", "order by c.x_f1, c.id"),
    ),
    manager("manager: by pinyin", `${start}&sort=name`, all("", "order by c.name_pinyin, c.id")),
    manager(
      "manager: and/or, unindexed, 1%",
      filtered(unindexed),
      all("and (c.staff_count between 100 and 119 or c.payment_terms ilike '%45%')"),
      300,
    ),
  ];
}

const columns = `c.id, c.number, c.kind, c.name, c.stage, c.province, c.city, c.industry, c.revenue_this_year, c.updated_at, c.created_at, u.name as owner,
  (select p.normalised from contact_point p where p.customer_id = c.id and p.kind = 'phone' and p.contact_id is null order by p.is_primary desc, p.created_at limit 1) as phone,
  array(select t.name from customer_tag l join tag t on t.id = l.tag_id where l.customer_id = c.id) as tags,
  (select json_build_object('kind', i.kind, 'happened_at', i.happened_at) from interaction i where i.customer_id = c.id order by i.happened_at desc, i.id desc limit 1) as last_interaction`;

/** The same page as anybody would write it first: one route, one pool, one statement. */
async function bareRoute(world: World): Promise<{ base: string; close(): Promise<void> }> {
  const pool = new pg.Pool({ connectionString: world.databaseUrl, max: 10 });
  const app = Fastify();
  app.get<{ Querystring: { q: string } }>("/", async ({ query }) => {
    const page = `with page as (select c.id from customer c ${query.q} limit 51)
      select ${columns} from page join customer c on c.id = page.id left join app_user u on u.id = c.owner_id`;
    return { rows: (await pool.query(page)).rows };
  });
  const base = await app.listen({ host: "127.0.0.1", port: 0 });
  return {
    base,
    close: async () => {
      await app.close();
      await pool.end();
    },
  };
}
