import assert from "node:assert/strict";
import { test } from "node:test";
import { liveOrExplain } from "#test/call_world/shrink.ts";

const lives = Number(process.env.ZHIYIN_CALL_LIVES ?? 20_000);

test("calls keep their promises in random lives, with everything that can go wrong", (context) => {
  const seed = Number(process.env.ZHIYIN_SEED ?? Date.now() % 1_000_000);
  const counts: Record<string, number> = {};
  for (let life = 0; life < lives; life++) {
    const { ledger, obeyed } = liveOrExplain(seed + life);
    for (const what of [ledger.ended!.cause, ...obeyed]) counts[what] = (counts[what] ?? 0) + 1;
  }
  context.diagnostic(`seed ${seed}: ${lives} lives, ${JSON.stringify(counts)}`);
  if (lives < 5000) return;
  const rarest = Math.min(...seen.map((what) => counts[what] ?? 0));
  assert.ok(rarest >= lives / 500, "every end and every command was met often enough to mean something");
});

const seen = [
  ...["hung_up", "abandoned", "nobody", "failed", "lost"],
  ...["hangUp", "hold", "resume", "mute", "unmute", "blindTransfer", "consult", "completeTransfer", "cancelConsult"],
  ...["conference", "leaveConference", "rejoin", "sendKeys", "pauseRecording", "resumeRecording", "wrapUpDone"],
];
