import assert from "node:assert/strict";
import { cast } from "#test/cast.ts";
import { TurnServer, withoutTurn } from "#test/telephony/turn_server.ts";
import { journey } from "../journey.ts";
import { ask, signIn, type Visitor } from "../page.ts";
import { relayOnly, waysOfAudio } from "../relay_only.ts";
import { agentAt, hears, telephoneHouse } from "../telephone.ts";
import { until } from "../until.ts";

const secret = "gaoshan-liushui-0001";

journey(
  "an administrator names a TURN server; an agent whose network lets nothing else through tries it out and talks with a customer",
  async (stage) => {
    assert.ok(!withoutTurn, String(withoutTurn));
    const { product, caller, ours } = await telephoneHouse(stage);
    const turn = await TurnServer.open(secret);
    try {
      const boss = await stage.visit({}, product.base);
      await signIn(boss, cast.zhao);
      await nameServer(boss, turn.url);

      const agent = await agentAt(stage, product.base, 1000);
      await agent.context.addInitScript(relayOnly);
      const { page, say } = agent;
      await signIn(agent, cast.zhou);
      await page.locator(".fone .dot.ready").waitFor({ timeout: 20_000 });
      await page.locator(".fone").click();
      const trial = page.getByRole("button", { name: say("phone.device.relay") });
      await trial.click();
      await page.getByText(new RegExp(say("phone.device.relayed", { ms: 0 }).replace("0", "\\d+"))).waitFor();
      await page.keyboard.press("Escape");

      caller.say(440);
      await caller.call(ours);
      await page.locator(".ring-card").waitFor();
      await page.keyboard.press("Alt+a");
      await hears(agent, [440], [440]);
      await until("the caller hears the agent", () => caller.hears().join() === "1000");
      assert.deepEqual(await page.evaluate(waysOfAudio), ["relay"]);
      assert.match(turn.said(), /user <\d+:[0-9a-f-]{36}>/, "coturn knows them by the name that ends");
      await caller.hangup();
      await page.locator(".call-dock.over").waitFor();
      await page.keyboard.press("Control+s");
      await page.locator(".call-dock").waitFor({ state: "detached" });

      const { turn_servers } = (await ask(boss, "/turn_servers", "GET")) as unknown as {
        turn_servers: { id: string }[];
      };
      await ask(boss, `/turn_servers/${turn_servers[0]!.id}`, "PATCH", { password: "another" });
      await page.locator(".fone").click();
      await trial.click();
      await page.getByText(say("phone.device.relay_refused")).waitFor({ timeout: 10_000 });
      await page.keyboard.press("Escape");

      await boss.page
        .getByRole("button", { name: boss.say("settings.telephone.turn.remove_of", { name: turn.url }) })
        .click();
      await boss.page.getByRole("heading", { name: boss.say("settings.telephone.turn.none") }).waitFor();
    } finally {
      await turn.close();
    }
  },
);

async function nameServer({ page, say }: Visitor, url: string): Promise<void> {
  const word = (key: string) => say(`settings.telephone.turn.${key}`);
  await page.goto("/settings/telephone/home");
  await page.getByRole("heading", { name: word("none") }).waitFor();
  await page.getByRole("button", { name: word("add") }).click();
  const dialog = page.getByRole("dialog", { name: word("add") });
  const urls = dialog.getByLabel(word("urls"));
  const save = dialog.getByRole("button", { name: say("frame.save") });
  await urls.fill("turn.example.test:3478");
  await save.click();
  await dialog.getByText(say("settings.telephone.fault.urls")).waitFor();
  await dialog.getByText(say("problem.reason.required")).waitFor();
  await urls.fill(url);
  await dialog.getByLabel(new RegExp(`^${word("secret")}`)).fill(secret);
  await save.click();
  await page
    .getByRole("row")
    .filter({ hasText: url })
    .filter({ hasText: word("kind_is.secret") })
    .waitFor();
}
