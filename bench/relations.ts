import pg from "pg";
import { type Graph, layOut } from "../web/modules/customers/relations/graph.ts";
import { caller } from "./http.ts";
import { line, measure } from "./measure.ts";
import { type Options, openWorld } from "./world.ts";

const mark = "bench_graph";

/** The graph of a customer with 199 around it in two steps: through HTTP, and laid out as the page does; raw rows of the relations beside. */
export async function relations(options: Options): Promise<unknown> {
  const world = await openWorld(options);
  const client = new pg.Client(world.databaseUrl);
  await client.connect();
  const centre = await relate(client);
  const call = caller(world.base, await world.cookieOf(world.readerId));
  const read = async () => {
    const { status, text } = await call("GET", `/api/customers/${centre}/graph?depth=2&limit=200`);
    if (status !== 200) throw new Error(text.slice(0, 300));
    return JSON.parse(text) as Graph;
  };
  const graph = await read();
  const typeOrder = [...new Set(graph.edges.map(({ type_id }) => type_id))];
  const one = await measure(1, Array(50).fill(read));
  line(`graph of ${graph.nodes.length}, ${graph.edges.length} relations, over HTTP`, one);
  const everything = { has: () => true } as unknown as ReadonlySet<string>;
  const laid = await measure(
    1,
    Array(50).fill(async () => layOut(graph, { typeOrder, opened: everything })),
  );
  line("the same laid out, nothing folded", laid);
  const baseline = await measure(
    1,
    Array(50).fill(() =>
      client.query(
        `with near as (select from_id as id from customer_relation where to_id = $1 union select to_id from customer_relation where from_id = $1)
         select * from customer_relation where from_id in (select id from near) or to_id in (select id from near)`,
        [centre],
      ),
    ),
  );
  line("baseline: raw rows of both steps", baseline);
  await client.end();
  return { one, laid, baseline };
}

/** Sixty around one, and 139 around the first nine of them: twice, so that lines cross. */
async function relate(client: pg.Client): Promise<string> {
  const { rows } = await client.query<{ id: string }>(
    "select id from customer where bin_id is null and pool_id is null order by id limit 200",
  );
  const ids = rows.map(({ id }) => id);
  const centre = ids[0]!;
  const pairs = [
    ...ids.slice(1, 61).map((id) => [centre, id]),
    ...ids.slice(61).flatMap((id, at) => [
      [ids[1 + (at % 9)]!, id],
      [ids[1 + ((at + 1) % 9)]!, id],
    ]),
  ];
  const { rows: types } = await client.query<{ id: string; shape: string }>(
    "select id, shape from relation_type where applies_to = 'customer' and shape = 'directed' and retired_at is null order by position limit 3",
  );
  await client.query("delete from customer_relation where note = $1", [mark]);
  for (const [at, [from, to]] of pairs.entries()) {
    const type = types[at % types.length]!;
    await client.query(
      `insert into customer_relation (id, type_id, shape, from_id, to_id, note) values (gen_random_uuid(), $1, $2, $3, $4, $5) on conflict do nothing`,
      [type.id, type.shape, from, to, mark],
    );
  }
  return centre;
}
