import type { Caller, Harness } from "#test/harness.ts";
import * as contracts from "../import.contract.ts";
import type { Import } from "./present.ts";

type Settings = Partial<Import["defaults"]>;

/** What tests of imports do again and again, over HTTP. */
export function importing(house: Pick<Harness, "base">) {
  const send = async (who: Caller, bytes: Uint8Array | string, name = "客户.csv") => {
    const response = await fetch(`${house.base}/api/imports?name=${encodeURIComponent(name)}`, {
      method: "POST",
      headers: { cookie: who.cookie, "x-zhiyin": "1", "content-type": "application/octet-stream" },
      body: Buffer.from(bytes),
    });
    return { status: response.status, body: (await response.json()) as Import & { error: { id: string } } };
  };

  const map = async (who: Caller, one: Import, settings: Settings): Promise<Import> => {
    const answer = await who.call(contracts.mapImportContract, {
      params: { importId: one.id },
      body: {
        targets: one.columns.map((column) => column.target),
        defaults: { ...one.defaults, ...settings },
      },
    });
    if (answer.status !== 200) throw new Error(JSON.stringify(answer.problem));
    return answer.body;
  };

  const read = async (who: Caller, importId: string): Promise<Import> =>
    (await who.call(contracts.readImportContract, { params: { importId } })).body;

  /** Waits until it has come to rest. */
  const rested = async (who: Caller, importId: string): Promise<Import> => {
    for (let i = 0; i < 600; i++) {
      const one = await read(who, importId);
      if (["done", "failed", "cancelled", "paused"].includes(one.state)) return one;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    throw new Error("the import does not end");
  };

  const run = async (who: Caller, importId: string): Promise<Import> => {
    const started = await who.call(contracts.startImportContract, { params: { importId } });
    if (started.status !== 200) throw new Error(JSON.stringify(started.problem));
    return await rested(who, importId);
  };

  const imported = async (who: Caller, text: string, settings: Settings = {}): Promise<Import> => {
    const { body } = await send(who, text);
    await map(who, body, settings);
    return await run(who, body.id);
  };

  const rejections = async (who: Caller, one: Import) =>
    (await who.call(contracts.listRejectionsContract, { params: { importId: one.id } })).body.rows.map(
      ({ row, reason, field }) => [row, reason, field],
    );

  return { send, map, read, rested, run, imported, rejections };
}
