import { setTimeout as sleep } from "node:timers/promises";
import { sql } from "kysely";
import { callerAt } from "#test/harness.ts";
import { commandCallContract } from "../../server/modules/voice/call.contract.ts";
import { brief } from "./brief.ts";
import type { Company } from "./company.ts";
import { peopleFor } from "./load.ts";
import { tellPersisted } from "./persisted.ts";
import { onStage } from "./stage.ts";
import { figure, say, tellRound, tellUsed } from "./told.ts";

/** Seconds in which they come, and in which all of them hear music. */
const [coming, listening] = [10, 45];

/** 300 callers on hold at once, put there by their agents' pages; gaps are those of the music. */
export async function music(scale: number): Promise<unknown> {
  const total = Math.max(4, Math.round(300 * scale));
  const load = {
    rate: total / coming,
    hold: coming + 5 + listening,
    total,
    heard: Math.max(2, Math.round(total / 20)),
  };
  say(`music: ${total} on hold at once`);
  return await onStage({ agents: peopleFor(load), channels: 5000 }, async ({ company, product, run }) => {
    let held = 0;
    const since = new Date();
    const { round, persisted } = await run(load, {
      async beside(ears) {
        held = await holdAll(company, product.base, since, total);
        await sleep(2000);
        ears.begin();
      },
    });
    const isHeld = figure("put on hold", `${held} of ${total}`, held === total, "all of them");
    const isWithin = [
      tellRound(round, null),
      tellPersisted(persisted, round.counted.done),
      tellUsed(round, null),
    ].every(Boolean);
    return { load, held, round: brief(round), persisted, isWithin: isWithin && isHeld };
  });
}

/** Whoever talks puts the caller on hold, as by a click in the page. @returns how many were put there before nobody came any more */
async function holdAll(company: Company, base: string, since: Date, total: number): Promise<number> {
  const asked = new Set<string>();
  const until = performance.now() + (coming + 5) * 1000;
  while (asked.size < total && performance.now() < until) {
    const { rows } = await sql<{ id: string; user_id: string }>`
      select c.id, p.user_id from call c join call_person p on p.call_id = c.id
       where c.started_at >= ${since} and c.ended_at is null and p.occupation = 'in_call'`.execute(company.db);
    for (const { id, user_id } of rows.filter((row) => !asked.has(row.id))) {
      asked.add(id);
      const page = callerAt(base, user_id, await company.cookieOf(user_id));
      const { status } = await page.call(commandCallContract, { params: { callId: id }, body: { name: "hold" } });
      if (status !== 200) say(`    hold was answered with ${status}`);
    }
    await sleep(200);
  }
  await sleep(1000);
  const { rows } = await sql<{ count: number }>`
    select count(*)::int as count from call_state s join call c on c.id = s.call_id
     where c.started_at >= ${since} and jsonb_path_exists(s.state, '$.legs[*] ? (@.isHolding == true)')`.execute(
    company.db,
  );
  return rows[0]!.count;
}
