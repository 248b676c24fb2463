import type { AddressInfo } from "node:net";
import fastify from "fastify";
import pg from "pg";
import { newId } from "../server/platform/ids.ts";
import { caller } from "./http.ts";
import { line, measure } from "./measure.ts";
import { type Options, openWorld } from "./world.ts";

/** Creating a customer with event, history and search tokens, beside a bare route that inserts the one row. */
export async function create(options: Options): Promise<unknown> {
  const world = await openWorld(options);
  const call = caller(world.base, await world.cookieOf(world.owners[0]!.id));
  let serial = 0;
  const body = () => ({
    kind: "company",
    name: `杭州试建${++serial}茶业有限公司`,
    province: "浙江省",
    city: "杭州市",
    contact_points: [
      {
        kind: "phone",
        value: `199 00${String(10_000_000 + serial).slice(-6, -4)} ${String(10_000 + serial).slice(-4)}`,
      },
    ],
  });
  const post = async () => {
    const { status, text } = await call("POST", "/api/customers", body());
    if (status !== 200) throw new Error(text);
  };
  const one = await measure(1, Array(300).fill(post));
  const twenty = await measure(20, Array(1500).fill(post));
  line("create, 1 connection", one, 15);
  line(`create, 20 connections${twenty.perSecond >= 250 ? ", within 250/s" : ", UNDER 250/s"}`, twenty);

  const pool = new pg.Pool({ connectionString: world.databaseUrl, max: 10 });
  const bare = fastify();
  bare.post("/", async (request) => {
    const { name } = request.body as { name: string };
    const { rows } = await pool.query({
      name: "bare",
      text: "insert into customer (id, kind, name, name_pinyin) values ($1, 'company', $2, $2) returning id, number",
      values: [newId(), name],
    });
    return rows[0];
  });
  await bare.listen({ port: 0, host: "127.0.0.1" });
  const raw = caller(`http://127.0.0.1:${(bare.server.address() as AddressInfo).port}`, "");
  const bareOne = await measure(
    1,
    Array(300).fill(() => raw("POST", "/", body())),
  );
  const bareTwenty = await measure(
    20,
    Array(1500).fill(() => raw("POST", "/", body())),
  );
  line("baseline: bare route, 1 connection", bareOne);
  line("baseline: bare route, 20 connections", bareTwenty);
  await bare.close();
  await pool.end();
  return { one, twenty, bareOne, bareTwenty };
}
