import pg from "pg";
import { caller } from "./http.ts";
import { line, measure } from "./measure.ts";
import { type Options, openWorld } from "./world.ts";

/** The record page's data, for the customer with 20,000 interactions; raw SQL of the same rows beside it. */
export async function record(options: Options): Promise<unknown> {
  const world = await openWorld(options);
  const { rows } = await new pg.Pool({ connectionString: world.databaseUrl, max: 1 }).query<{ id: string }>(
    "select id from customer where number = 1",
  );
  const { id } = rows[0]!;
  const call = caller(world.base, await world.cookieOf(world.readerId));
  const page = async () => {
    await call("GET", `/api/customers/${id}`);
    await call("GET", `/api/customers/${id}/interactions?limit=30`);
  };
  const one = await measure(
    1,
    Array(300).fill(() => call("GET", `/api/customers/${id}`)),
  );
  const timeline = await measure(
    1,
    Array(300).fill(() => call("GET", `/api/customers/${id}/interactions?limit=30`)),
  );
  const both = await measure(1, Array(300).fill(page));
  const twenty = await measure(
    20,
    Array(2000).fill(() => call("GET", `/api/customers/${id}`)),
  );
  const timelines = await measure(
    20,
    Array(2000).fill(() => call("GET", `/api/customers/${id}/interactions?limit=30`)),
  );
  line("record, 1 connection", one, 10);
  line("timeline, 1 connection", timeline, 10);
  line("record then timeline, 1 connection", both, 10);
  line("record, 20 connections", twenty, 40);
  line("timeline, 20 connections", timelines, 40);
  const client = new pg.Client(world.databaseUrl);
  await client.connect();
  const raw = await measure(
    1,
    Array(300).fill(async () => {
      await client.query({ name: "one", text: "select * from customer where id = $1", values: [id] });
      await client.query({
        name: "two",
        text: "select * from interaction where customer_id = $1 order by happened_at desc, id desc limit 30",
        values: [id],
      });
    }),
  );
  line("baseline: two raw queries, no HTTP, no rights", raw);
  await client.end();
  return { one, timeline, both, twenty, timelines, raw };
}
