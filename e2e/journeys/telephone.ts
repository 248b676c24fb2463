import assert from "node:assert/strict";
import { cast } from "#test/cast.ts";
import { withoutPrograms } from "../../server/platform/telephony/engine/voice.fixture.ts";
import { journey } from "../journey.ts";
import { ask, signIn, timelineEntry, type Visitor } from "../page.ts";
import { agentAt, deskPhoneOf, hears, telephoneHouse } from "../telephone.ts";
import { until } from "../until.ts";

journey(
  "a customer calls: the page knows who, both hear each other, a reload in the call, notes, and the timeline has it all",
  async (stage) => {
    assert.ok(!withoutPrograms, String(withoutPrograms));
    const { product, caller, ours } = await telephoneHouse(stage);
    const agent = await agentAt(stage, product.base, 1000);
    const { page, say } = agent;
    await signIn(agent, cast.zhou);
    const id = await teaCompany(agent);
    await page.locator(".fone .dot.ready").waitFor({ timeout: 20_000 });

    caller.say(440);
    const rung = performance.now();
    await caller.call(ours);
    const card = page.locator(".ring-card");
    const named = card.getByText("杭州灵隐茶业", { exact: true }).waitFor();
    await named.catch((cause: Error) => {
      throw new Error(`no card: the caller is ${caller.state}, was answered ${caller.status}`, { cause });
    });
    if (process.env.ZHIYIN_SHOTS) await page.screenshot({ path: `${process.env.ZHIYIN_SHOTS}/ring.png` });
    const popped = Math.round(performance.now() - rung);
    await page.keyboard.press("Alt+a");
    await page.waitForURL(`**/customers/${id}`);
    await hears(agent, [440], [440]);
    await until("the caller hears the agent", () => caller.hears().join() === "1000");
    const dock = page.getByRole("region", { name: say("phone.current") });

    await dock.getByRole("textbox", { name: say("phone.note") }).fill("封口宽度 280 改 320");
    await page.keyboard.press("Alt+m");
    await dock.getByText(say("phone.muted")).waitFor();
    await until("the caller hears nobody", () => caller.hears().length === 0);
    await page.keyboard.press("Alt+m");
    await until("the caller hears the agent again", () => caller.hears().join() === "1000");
    await page.keyboard.press("Alt+h");
    await dock.getByText(say("phone.holding")).waitFor();
    await hears(agent, [440], []);
    await page.keyboard.press("Alt+h");
    await hears(agent, [440], [440]);

    await page.getByRole("link", { name: say("frame.tasks") }).click();
    await page.waitForURL("**/tasks*");
    await hears(agent, [440], [440]);

    await page.reload();
    const begun = performance.now();
    await page.locator(".call-dock").waitFor();
    await hears(agent, [440], [440]);
    await until("the caller hears the agent after the reload", () => caller.hears().join() === "1000");
    const took = Math.round(performance.now() - begun);
    assert.ok(took < 3000, `audio is back after ${took} ms`);
    process.stderr.write(`popped after ${popped} ms, back after a reload in ${took} ms\n`);
    await dock.getByText("封口宽度 280 改 320").waitFor();

    await dock.getByRole("radio", { name: say("phone.outcome.solved") }).click();
    await dock.locator("[aria-checked=true]").waitFor();
    if (process.env.ZHIYIN_SHOTS) await page.screenshot({ path: `${process.env.ZHIYIN_SHOTS}/call.png` });
    await caller.hangup();
    await dock.getByText(say("phone.wrap_up")).waitFor();
    await page.goto(`/customers/${id}`);
    await timelineEntry(agent, "封口宽度 280 改 320").getByText(say("phone.outcome.solved")).waitFor();
    await page.getByRole("button", { name: say("phone.wrapped_up") }).waitFor();
    await page.keyboard.press("Control+s");
    await dock.waitFor({ state: "detached" });
  },
);

journey(
  "an agent calls a customer from the record, asks a colleague, all three talk, the call is handed over, and another tab takes the telephone",
  async (stage) => {
    const { product, caller } = await telephoneHouse(stage);
    const [zhou, li] = [await agentAt(stage, product.base, 1000), await agentAt(stage, product.base, 1500)];
    const { page, say } = zhou;
    await signIn(zhou, cast.zhou);
    await signIn(li, cast.li);
    const { id } = await ask(zhou, "/customers", "POST", {
      kind: "company",
      name: "绍兴兰亭纸业",
      contact_points: [{ kind: "phone", value: "199 0000 2009" }],
    });
    for (const one of [zhou, li]) await one.page.locator(".fone .dot.ready").waitFor({ timeout: 20_000 });

    caller.say(440);
    await page.goto(`/customers/${id}`);
    await page.locator(".fone .dot.ready").waitFor();
    await page.getByRole("button", { name: say("customers.point.call", { number: "199 0000 2009" }) }).click();
    await until("the customer's telephone rings", () => caller.state === "ringing");
    await caller.answer();
    await hears(zhou, [440], [440]);
    await until("the customer hears the agent", () => caller.hears().join() === "1000");

    const shows = (act: string) =>
      page
        .locator(".call-buttons button:enabled")
        .filter({ hasText: say(`phone.act.${act}`) })
        .waitFor();
    await shows("keypad");
    await page.keyboard.press("Alt+k");
    await page.getByRole("textbox", { name: say("phone.act.keypad") }).pressSequentially("12#");
    await until("the keys arrive", () => caller.keys === "12#").catch(() => assert.equal(caller.keys, "12#"));
    await page.keyboard.press("Escape");

    await page.keyboard.press("Alt+c");
    await page.getByRole("combobox", { name: say("phone.act.consult") }).fill(cast.li.zh);
    await page.locator(".colleagues .o").filter({ hasText: cast.li.zh }).waitFor();
    await page.keyboard.press("Enter");
    await li.page.locator(".ring-card").waitFor();
    await li.page.keyboard.press("Alt+a");
    await hears(li, [440, 1000], [1000]);
    await hears(zhou, [440, 1500], [1500]);
    await until("the customer hears neither", () => caller.hears().length === 0);
    if (process.env.ZHIYIN_SHOTS) await page.screenshot({ path: `${process.env.ZHIYIN_SHOTS}/consult.png` });
    await shows("conference");
    await page.keyboard.press("Alt+g");
    await hears(zhou, [440, 1500], [440, 1500]);
    await hears(li, [440, 1000], [440, 1000]);
    await until("the customer hears both", () => caller.hears().join() === "1000,1500");
    if (process.env.ZHIYIN_SHOTS) await page.screenshot({ path: `${process.env.ZHIYIN_SHOTS}/conference.png` });

    await page.getByRole("button", { name: say("phone.act.leave_conference") }).click();
    await page.locator(".call-dock.over").waitFor();
    await until("the customer hears the colleague alone", () => caller.hears().join() === "1500");
    await hears(li, [440, 1000], [440]);

    const second = await li.context.newPage();
    await second.goto(`/customers/${id}`);
    await second.locator(".call-dock").waitFor();
    await li.page.close();
    await hears({ ...li, page: second }, [440], [440]);
    await until("the customer hears the colleague from the other tab", () => caller.hears().join() === "1500");
    await second.keyboard.press("Alt+q");
    await until("the customer's telephone is idle", () => caller.state === "idle");
    await second.keyboard.press("Control+s");
    await page.keyboard.press("Control+s");
    await page.locator(".call-dock").waitFor({ state: "detached" });
  },
);

journey(
  "answered on a desk phone, the page beside it opens the record, but not while somebody types there",
  async (stage) => {
    const house = await telephoneHouse(stage);
    const { product, caller, ours } = house;
    const agent = await agentAt(stage, product.base, 1000);
    const { page, say } = agent;
    await signIn(agent, cast.zhou);
    const id = await teaCompany(agent);
    await page.locator(".fone .dot.ready").waitFor({ timeout: 20_000 });
    const desk = await deskPhoneOf(agent, house);
    desk.say(1500);
    caller.say(440);
    const answer = async () => {
      await caller.call(ours);
      await page.locator(".ring-card").waitFor();
      await until("the desk phone rings", () => desk.state === "ringing");
      await desk.answer();
      await page.locator(".call-dock .party a").waitFor();
    };
    const end = async () => {
      await desk.hangup();
      await page.locator(".call-dock.over").waitFor();
      await page.keyboard.press("Control+s");
      await page.locator(".call-dock").waitFor({ state: "detached" });
    };

    await page.getByRole("link", { name: say("frame.tasks") }).click();
    await page.waitForURL("**/tasks*");
    await answer();
    await page.waitForURL(`**/customers/${id}`);
    await until("the caller hears the desk phone", () => caller.hears().join() === "1500");
    await until("the desk phone hears the caller", () => desk.hears().join() === "440");
    await end();

    await page.getByRole("link", { name: say("frame.tasks") }).click();
    await page.waitForURL("**/tasks*");
    await page.keyboard.press("Control+k");
    const box = page.getByRole("combobox", { name: say("frame.search") });
    await box.fill("纸业");
    await answer();
    await until("the caller hears the desk phone again", () => caller.hears().join() === "1500");
    assert.match(page.url(), /\/tasks/);
    assert.equal(await box.inputValue(), "纸业");
    await page.keyboard.press("Escape");
    await page.locator(".call-dock .party a").click();
    await page.waitForURL(`**/customers/${id}`);
    await end();
    await desk.unregister();
  },
);

let tea: Promise<string> | undefined;

/** Whose number the caller has; one for the run. */
function teaCompany(agent: Visitor): Promise<string> {
  const company = {
    kind: "company",
    name: "杭州灵隐茶业",
    contact_points: [{ kind: "phone", value: "199 0000 2001" }],
  };
  tea ??= ask(agent, "/customers", "POST", company).then(({ id }) => id);
  return tea;
}
