import assert from "node:assert/strict";
import type { Locator } from "playwright-core";
import { cast } from "#test/cast.ts";
import { TurnServer, withoutTurn } from "#test/telephony/turn_server.ts";
import { journey } from "../journey.ts";
import { ask, signIn } from "../page.ts";
import { relayOnly } from "../relay_only.ts";
import { agentAt, hears, plugIn, silence, telephoneHouse } from "../telephone.ts";
import { until } from "../until.ts";

const secret = "gaoshan-liushui-0002";

journey(
  "microphone and network go in a call: the page says so within two seconds, and both hear each other again without a hang-up",
  async (stage) => {
    assert.ok(!withoutTurn, String(withoutTurn));
    const { product, caller, ours } = await telephoneHouse(stage);
    let turn = await TurnServer.open(secret);
    const boss = await stage.visit({}, product.base);
    await signIn(boss, cast.zhao);
    const server = await ask(boss, "/turn_servers", "POST", { urls: [turn.url], kind: "secret", password: secret });
    const took: Record<string, number> = {};
    try {
      const agent = await agentAt(stage, product.base, 1000);
      await agent.context.addInitScript(relayOnly);
      const { page, say } = agent;
      await signIn(agent, cast.zhou);
      await page.locator(".fone .dot.ready").waitFor({ timeout: 20_000 });
      caller.say(440);
      await caller.call(ours);
      await page.locator(".ring-card").waitFor();
      await page.keyboard.press("Alt+a");
      await hears(agent, [440], [440]);
      const callerHears = (tones: string) =>
        until(`the caller hears ${tones || "nobody"}`, () => caller.hears().join() === tones);
      await callerHears("1000");
      const trouble = page.locator(".call-dock .states [role=alert]");

      let since = performance.now();
      await plugIn(agent, null);
      took.microphone = await isTold(trouble, say("phone.trouble.microphone_lost"), since);
      await callerHears("");
      await plugIn(agent, 1500);
      await trouble.waitFor({ state: "detached" });
      await callerHears("1500");

      await plugIn(agent, 1000); // another one is there at once
      await callerHears("1000");
      since = performance.now();
      await silence(agent, true);
      took.silenced = await isTold(trouble, say("phone.trouble.microphone_silenced"), since);
      await silence(agent, false);
      await trouble.waitFor({ state: "detached" });

      since = performance.now();
      turn.pause();
      took.sound = await isTold(trouble, say("phone.trouble.no_sound"), since);
      since = performance.now();
      turn.resume();
      await trouble.waitFor({ state: "detached" });
      took.soundBack = Math.round(performance.now() - since);
      await hears(agent, [440], [440]);
      await callerHears("1000");

      since = performance.now();
      await agent.context.setOffline(true);
      took.offline = await isTold(trouble, say("phone.trouble.offline"), since);
      await page.locator(".fone.ill").waitFor();
      await agent.context.setOffline(false);
      await trouble.waitFor({ state: "detached" });
      await page.locator(".fone.ill").waitFor({ state: "detached" });

      since = performance.now();
      await turn.close();
      turn = await TurnServer.open(secret);
      took.relay = await isTold(trouble, say("phone.trouble.no_sound"), since);
      await trouble.waitFor({ state: "detached", timeout: 30_000 });
      await hears(agent, [440], [440]);
      await callerHears("1000");
      took.relayBack = Math.round(performance.now() - since);
      process.stderr.write(`${JSON.stringify(took)} ms\n`);
      for (const what of ["microphone", "silenced", "sound", "offline", "relay"] as const)
        assert.ok(took[what]! < 2000, `${what}: told after ${took[what]} ms`);
      assert.equal(caller.state, "talking");
      await caller.hangup();
      await page.locator(".call-dock.over").waitFor();
      await page.keyboard.press("Control+s");
      await page.locator(".call-dock").waitFor({ state: "detached" });
    } finally {
      await ask(boss, `/turn_servers/${server.id}`, "DELETE");
      await turn.close();
    }
  },
);

/** @returns milliseconds since */
async function isTold(trouble: Locator, words: string, since: number): Promise<number> {
  await trouble.filter({ hasText: words }).waitFor();
  return Math.round(performance.now() - since);
}
