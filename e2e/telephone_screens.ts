import { myCalls } from "./call_screens.ts";
import { ask, type Visitor } from "./page.ts";
import type { Screen } from "./screens.ts";

export const telephoneScreens: readonly Screen[] = [
  { name: "telephone-trunk", open: (visitor) => openTrunk(visitor) },
  { name: "telephone-trunk-faults", open: (visitor) => openFaults(visitor) },
  { name: "telephone-numbers", open: (visitor) => openPart(visitor, "numbers", "numbers") },
  { name: "telephone-number-new", open: (visitor) => openNewNumber(visitor) },
  { name: "telephone-extensions", open: (visitor) => openPart(visitor, "extensions", "extensions") },
  { name: "telephone-give", open: (visitor) => openGiving(visitor) },
  { name: "telephone-caller-ids", open: (visitor) => openPart(visitor, "caller-ids", "shown") },
  { name: "telephone-dialling", open: (visitor) => openTried(visitor) },
  { name: "telephone-recording", open: (visitor) => openPart(visitor, "recording", "recording") },
  { name: "telephone-outcomes", open: (visitor) => openOutcomes(visitor) },
  { name: "telephone-widgets", open: (visitor) => openWidgets(visitor) },
  { name: "telephone-widget-new", open: (visitor) => openNewWidget(visitor) },
  { name: "telephone-home", open: (visitor) => openHome(visitor) },
  { name: "telephone-home-faults", open: (visitor) => openHomeFaults(visitor) },
  { name: "me-desk-phone", open: (visitor) => openDeskPhone(visitor) },
];

async function openPart({ page }: Visitor, part: string, table: string): Promise<void> {
  await page.goto(`/settings/telephone/${part}`);
  await page.locator(`.tel-${table} tbody tr`).first().waitFor();
}

async function openTrunk({ page }: Visitor): Promise<void> {
  await page.goto("/settings/telephone");
  await page.locator(".tel-trunks .who").first().click();
  await page.getByRole("dialog").waitFor();
}

async function openFaults({ page, say }: Visitor): Promise<void> {
  await page.goto("/settings/telephone");
  await page.getByRole("button", { name: say("settings.telephone.trunk.add") }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("button", { name: say("settings.telephone.trunk.kind_is.address") }).click();
  await dialog.getByLabel(say("settings.telephone.trunk.host")).fill("sip carrier");
  await dialog.getByRole("button", { name: say("frame.save") }).click();
  await dialog.getByRole("alert").first().waitFor();
}

async function openNewNumber(visitor: Visitor): Promise<void> {
  const { page, say } = visitor;
  await openPart(visitor, "numbers", "numbers");
  await page.getByRole("button", { name: say("settings.telephone.number.add") }).click();
  await page.getByRole("dialog").waitFor();
}

async function openGiving(visitor: Visitor): Promise<void> {
  const { page, say } = visitor;
  await openPart(visitor, "extensions", "extensions");
  await page.getByRole("button", { name: say("settings.telephone.extension.give") }).click();
  await page.getByRole("dialog").getByRole("checkbox").first().check();
}

async function openTried({ page, say }: Visitor): Promise<void> {
  await page.goto("/settings/telephone/dialling");
  await page.getByLabel(say("settings.telephone.dialling.try_label")).fill("110");
  await page.getByRole("button", { name: say("settings.telephone.dialling.try_act"), exact: true }).click();
  await page.locator(".tel-rules .note").waitFor();
}

async function openWidgets({ page }: Visitor): Promise<void> {
  await page.goto("/settings/telephone/widgets");
  await page.locator(".tel .state, .tel-widgets").first().waitFor();
}

async function openNewWidget(visitor: Visitor): Promise<void> {
  const { page, say } = visitor;
  await openWidgets(visitor);
  await page
    .getByRole("button", { name: say("settings.telephone.widget.add") })
    .first()
    .click();
  await page.locator(".tel-preview dialog").waitFor();
}

/** One that is used by everybody and one that is off. */
async function openHome(visitor: Visitor): Promise<void> {
  const { turn_servers } = (await ask(visitor, "/turn_servers", "GET")) as unknown as { turn_servers: unknown[] };
  const secret = { kind: "secret", password: "gaoshan-liushui" };
  const urls = ["turn:turn.yuezhou.test:3478?transport=udp", "turns:turn.yuezhou.test:5349?transport=tcp"];
  const stun = { urls: ["stun:stun.yuezhou.test:3478"], kind: "none", is_on: false };
  if (turn_servers.length === 0)
    for (const body of [{ urls, ...secret }, stun]) await ask(visitor, "/turn_servers", "POST", body);
  await openPart(visitor, "home", "turns");
}

async function openHomeFaults(visitor: Visitor): Promise<void> {
  const { page, say } = visitor;
  await openHome(visitor);
  await page.getByRole("button", { name: say("settings.telephone.turn.add") }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel(say("settings.telephone.turn.urls")).fill("turn.example.test:3478");
  await dialog.getByRole("button", { name: say("frame.save") }).click();
  await dialog.getByRole("alert").first().waitFor();
}

/** With a password that has just been made; no call any more. */
async function openDeskPhone({ page, say }: Visitor): Promise<void> {
  await page.unroute(myCalls);
  await page.goto("/settings/me");
  await page.getByRole("button", { name: say("settings.me.desk.renew") }).click();
  await page.getByText(say("settings.me.desk.once")).waitFor();
  await page.locator(".desk").scrollIntoViewIfNeeded();
}

async function openOutcomes({ page }: Visitor): Promise<void> {
  await page.goto("/settings/telephone/outcomes");
  await page.locator(".outcomes textarea").waitFor();
}
