import assert from "node:assert/strict";
import { journey } from "../journey.ts";
import { ask, textOf, type Visitor } from "../page.ts";
import { startProduct } from "../product.ts";
import { until } from "../until.ts";

const password = "高山流水 seven strings";

journey(
  "a new administrator sets the telephone from nothing: trunk, number, extension, number shown; Zhou reads what her desk phone is set to",
  async (stage) => {
    const empty = await startProduct("empty");
    try {
      const admin = await stage.visit({}, empty.base);
      const link = /http\S+\/access\/\S+(?=\n)/;
      await until("a link is printed", () => link.test(empty.printed()));
      await setPassword(admin, link.exec(empty.printed())![0]);
      const zhou = await stage.visit({}, empty.base);
      await setPassword(zhou, await inviteZhou(admin));
      await zhou.page.goto("/settings/me");
      await zhou.page.getByText(zhou.say("settings.me.desk.none")).waitFor();
      await addTrunk(admin);
      await addNumber(admin);
      await giveExtension(admin);
      await showNumber(admin);
      await giveNumberUp(admin);
      await tryNumbers(admin);
      await closeTrunk(admin);
      await readDeskPhone(zhou, admin);
    } finally {
      await empty.dispose();
    }
  },
);

async function setPassword({ page, say }: Visitor, link: string): Promise<void> {
  await page.goto(link);
  await page.getByLabel(say("signin.new_password"), { exact: true }).fill(password);
  await page.getByRole("button", { name: say("signin.set") }).click();
  await page.getByRole("navigation", { name: say("frame.rail") }).waitFor();
}

async function inviteZhou(admin: Visitor): Promise<string> {
  const team = await ask(admin, "/teams", "POST", { name: "华东一组", parent_id: null });
  const { roles } = (await ask(admin, "/roles", "GET")) as unknown as { roles: { id: string; key: string }[] };
  const role_ids = [roles.find(({ key }) => key === "sales_rep")!.id];
  const body = { name: "周敏", email: "zhoumin@yuezhou.test", team_id: team.id, role_ids };
  const { invitation_link } = (await ask(admin, "/users", "POST", body)) as unknown as { invitation_link: string };
  return invitation_link;
}

/** Numbers lead back to trunks; what is missing stands beside its field. */
async function addTrunk({ page, say }: Visitor): Promise<void> {
  await page.goto("/settings/telephone/numbers");
  await page.getByRole("link", { name: say("settings.telephone.number.to_trunks") }).click();
  await page.getByRole("heading", { name: say("settings.telephone.trunk.none") }).waitFor();
  await page.getByRole("button", { name: say("settings.telephone.trunk.add") }).click();
  const dialog = page.getByRole("dialog", { name: say("settings.telephone.trunk.add") });
  await dialog.getByLabel(say("settings.telephone.trunk.name"), { exact: true }).fill("杭州电信");
  await dialog.getByRole("button", { name: say("settings.telephone.trunk.kind_is.address") }).click();
  await dialog.getByLabel(say("settings.telephone.trunk.host"), { exact: true }).fill("sip.carrier.test");
  const sources = dialog.getByLabel(say("settings.telephone.trunk.sources"));
  await sources.fill("carrier.test");
  const save = dialog.getByRole("button", { name: say("frame.save") });
  await save.click();
  await dialog.getByText(say("settings.telephone.fault.sources")).waitFor();
  await sources.fill("192.0.2.10\n198.51.100.0/24");
  await save.click();
  await page.getByRole("row").filter({ hasText: "杭州电信" }).filter({ hasText: "sip.carrier.test:5060" }).waitFor();
}

async function addNumber({ page, say }: Visitor): Promise<void> {
  await page.getByRole("link", { name: say("settings.telephone.part.numbers"), exact: true }).click();
  await page.getByRole("button", { name: say("settings.telephone.number.add") }).click();
  const dialog = page.getByRole("dialog", { name: say("settings.telephone.number.add") });
  const digits = dialog.getByLabel(say("settings.telephone.number.digits"));
  await digits.fill("总机");
  await dialog.getByLabel(say("settings.telephone.number.label")).fill("总机");
  await dialog.getByLabel(say("settings.telephone.number.rings_whom.team")).selectOption({ label: "华东一组" });
  const save = dialog.getByRole("button", { name: say("frame.save") });
  await save.click();
  await dialog.getByText(say("problem.voice_number.not_a_number")).waitFor();
  await until("the refused field has the focus", () => digits.evaluate((field) => field === document.activeElement));
  await digits.fill("(0571) 8796-4400");
  await save.click();
  const row = page.getByRole("row").filter({ hasText: "0571 8796 4400" });
  await row.getByText(say("settings.telephone.number.silent")).waitFor();
}

/** An emergency number is no extension; with the one that is proposed the number rings somebody. */
async function giveExtension({ page, say }: Visitor): Promise<void> {
  await page.getByRole("link", { name: say("settings.telephone.number.to_extensions") }).click();
  await page.getByRole("button", { name: say("settings.telephone.extension.give") }).click();
  const dialog = page.getByRole("dialog", { name: say("settings.telephone.extension.give") });
  await dialog.getByRole("checkbox", { name: "周敏" }).check();
  const digits = dialog.getByLabel(say("settings.telephone.extension.of", { name: "周敏" }));
  assert.equal(await digits.inputValue(), "801");
  await digits.fill("120");
  const give = dialog.getByRole("button", { name: say("settings.telephone.extension.give_count", { count: 1 }) });
  await give.click();
  await dialog.getByText(say("problem.extension.emergency")).waitFor();
  await digits.fill("801");
  await give.click();
  await page.getByRole("row").filter({ hasText: "周敏" }).filter({ hasText: "801" }).waitFor();
  await page.getByRole("link", { name: say("settings.telephone.part.numbers"), exact: true }).click();
  await page.getByRole("row").filter({ hasText: "0571 8796 4400" }).waitFor();
  await page.getByText(say("settings.telephone.number.silent"), { exact: true }).waitFor({ state: "detached" });
}

async function showNumber({ page, say }: Visitor): Promise<void> {
  await page.getByRole("link", { name: say("settings.telephone.part.caller-ids"), exact: true }).click();
  const warning = page.getByText(say("settings.telephone.shown.nobody_calls"));
  await warning.waitFor();
  await page.getByRole("button", { name: say("settings.add"), exact: true }).click();
  await warning.waitFor({ state: "detached" });
  await page
    .getByRole("row")
    .filter({ hasText: say("settings.telephone.shown.any_team") })
    .waitFor();
  await page
    .locator(".toast")
    .filter({ hasText: say("settings.telephone.shown.added") })
    .getByRole("button", { name: say("frame.undo") })
    .click();
  await warning.waitFor();
  await page.getByRole("button", { name: say("settings.add"), exact: true }).click();
  await warning.waitFor({ state: "detached" });
}

/** Taken back, it is shown to whom it was shown before. */
async function giveNumberUp({ page, say }: Visitor): Promise<void> {
  const number = "0571 8796 4400";
  await page.getByRole("link", { name: say("settings.telephone.part.numbers"), exact: true }).click();
  await page.getByRole("button", { name: say("settings.telephone.number.give_up_of", { number }) }).click();
  await page.getByRole("heading", { name: say("settings.telephone.number.none") }).waitFor();
  await page
    .locator(".toast")
    .filter({ hasText: number })
    .getByRole("button", { name: say("frame.undo") })
    .click();
  await page.getByRole("row").filter({ hasText: number }).waitFor();
  await page.getByRole("link", { name: say("settings.telephone.part.caller-ids"), exact: true }).click();
  await page
    .getByRole("row")
    .filter({ hasText: say("settings.telephone.shown.any_team") })
    .waitFor();
}

async function tryNumbers({ page, say }: Visitor): Promise<void> {
  await page.getByRole("link", { name: say("settings.telephone.part.dialling"), exact: true }).click();
  const typed = page.getByLabel(say("settings.telephone.dialling.try_label"));
  const tried = async (number: string, outcome: string) => {
    await typed.fill(number);
    await page.getByRole("button", { name: say("settings.telephone.dialling.try_act"), exact: true }).click();
    await page.getByText(outcome, { exact: true }).waitFor();
  };
  await tried("119", say("problem.call.refused_emergency"));
  await tried("801", say("settings.telephone.dialling.rings", { name: "周敏", digits: "801" }));
  const called = { trunk: "杭州电信", shown: "0571 8796 4400" };
  await tried("199 0000 5678", say("settings.telephone.dialling.calls", { number: "199 0000 5678", ...called }));
  await page.getByLabel(say("settings.telephone.dialling.prefixes")).fill("+86199");
  await page.getByRole("button", { name: say("settings.telephone.dialling.save"), exact: true }).click();
  await page
    .locator(".toast")
    .filter({ hasText: say("settings.telephone.dialling.saved") })
    .waitFor();
  await tried("199 0000 5678", say("problem.call.refused_prefix"));
}

/** One with numbers stays and says why; what another way has added is there at once, and goes after a question. */
async function closeTrunk(admin: Visitor): Promise<void> {
  const { page, say } = admin;
  await page.getByRole("link", { name: say("settings.telephone.part.trunks"), exact: true }).click();
  const close = (name: string) =>
    page.getByRole("button", { name: say("settings.telephone.trunk.close_of", { name }) });
  assert.equal(await close("杭州电信").getAttribute("aria-disabled"), "true");
  const body = { name: "旧网关", kind: "address", host: "192.0.2.77", sources: ["192.0.2.77"] };
  await ask(admin, "/trunks", "POST", body);
  await close("旧网关").click();
  const question = page.getByRole("dialog");
  await question.getByRole("button", { name: say("settings.telephone.trunk.close"), exact: true }).click();
  await close("旧网关").waitFor({ state: "detached" });
}

/** What is given is there at once, on the page that stood open; a password is shown once. */
async function readDeskPhone(zhou: Visitor, admin: Visitor): Promise<void> {
  const { page, say } = zhou;
  const desk = page.getByRole("region", { name: say("settings.me.desk.title") });
  const line = (name: string) => desk.getByLabel(say(`settings.me.desk.${name}`), { exact: true });
  await line("user").waitFor();
  assert.equal(await line("user").inputValue(), "801");
  assert.match(await line("domain").inputValue(), /\.voice\.internal$/);
  await desk.getByRole("button", { name: say("settings.me.desk.renew") }).click();
  await desk.getByText(say("settings.me.desk.once")).waitFor();
  assert.match(await line("password").inputValue(), /^[A-Za-z2-9]{20}$/);
  await page.reload();
  await desk.getByRole("button", { name: say("settings.me.desk.renew") }).waitFor();
  assert.equal(await line("password").count(), 0);

  await admin.page.goto("/settings/telephone/extensions");
  const field = say("settings.telephone.extension.of", { name: "周敏" });
  await admin.page.getByRole("button", { name: say("frame.edit_field", { field }) }).click();
  const editor = admin.page.getByRole("textbox", { name: field });
  await editor.fill("8a");
  await editor.press("Enter");
  await admin.page.getByText(say("settings.telephone.fault.digits")).waitFor();
  await editor.fill("8012");
  await editor.press("Enter");
  await desk.getByText("8012", { exact: true }).waitFor();
  assert.match(await textOf(desk), /8012/);
}
