import type { Visitor } from "./page.ts";
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
  {
    name: "call-rings",
    open: (visitor) => openCall(visitor, { occupation: "ringing", rung_for: "offer" }, ".ring-card"),
  },
  { name: "call", open: (visitor) => openCall(visitor, { occupation: "in_call", recording: "on" }, ".call-buttons") },
  {
    name: "call-consult",
    open: (visitor) => openCall(visitor, { occupation: "in_call", is_consulting: true, others: consulted }, ".others"),
  },
  {
    name: "call-wrap-up",
    open: (visitor) =>
      openCall(visitor, { occupation: "wrap_up", disposition: visitor.say("phone.outcome.solved") }, ".over"),
  },
  { name: "telephone-widgets", open: (visitor) => openWidgets(visitor) },
  { name: "telephone-widget-new", open: (visitor) => openNewWidget(visitor) },
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

const myCalls = "**/api/me/calls";
const outside = { name: null, user: null, state: "talking" };
const consulted = [
  { ...outside, state: "waiting" },
  { name: "李思远", user: { id: "0190f0e2-0000-7000-8000-000000000001", name: "李思远" }, state: "aside" },
];

/** A call as it stands, above the list: what the telephone itself does is shown by its journeys. */
async function openCall({ page }: Visitor, more: object, wanted: string): Promise<void> {
  const at = (seconds: number) => new Date(Date.now() + seconds * 1000).toISOString();
  const call = {
    id: "0190f0e2-0000-7000-8000-000000000002",
    direction: "inbound",
    rung_for: null,
    their: { digits: "+8619900002001", display: "199 0000 2001", name: null },
    number: { id: "0190f0e2-0000-7000-8000-000000000003", label: "售前热线", display: "0571 8796 4400" },
    client: null,
    customers: [],
    customer_id: null,
    disposition: null,
    is_holding: false,
    is_muted: false,
    is_consulting: false,
    recording: "never",
    others: [outside],
    notice: null,
    started_at: at(-280),
    answered_at: at(-277),
    wrap_up_until: at(26),
    ...more,
  };
  const note = { id: "0190f0e2-0000-7000-8000-000000000004", at: at(-90), body: "封口宽度 280 改 320 mm" };
  const notes = [{ ...note, user: { id: call.id, name: "周敏" }, can_change: true }];
  await page.unroute(myCalls);
  await page.route(myCalls, (route) => route.fulfill({ json: { calls: [call] } }));
  await page.route("**/api/calls/*/notes", (route) => route.fulfill({ json: { notes } }));
  await page.goto("/customers");
  await page.locator(wanted).first().waitFor();
}
