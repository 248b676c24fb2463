import type { Visitor } from "./page.ts";
import type { Screen } from "./screens.ts";

export const callScreens: readonly Screen[] = [
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
  { name: "call-microphone-lost", open: (visitor) => openTrouble(visitor, "microphone_lost") },
  { name: "call-network-lost", open: (visitor) => openTrouble(visitor, "network") },
  { name: "phone-panel", open: (visitor) => openPanel(visitor) },
];

export const myCalls = "**/api/me/calls";
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

const myExtension = "**/api/me/extension";

/** As the tab that has the telephone tells the others of it: this page is one of these. */
async function openTrouble(visitor: Visitor, trouble: string): Promise<void> {
  const { page, say } = visitor;
  await page.addInitScript(() => void navigator.locks.request("zhiyin-phone", () => new Promise(() => undefined)));
  const extension = { digits: "802", domain: "yuezhou.voice.internal", has_desk_phone: false, server: null };
  await page.unroute(myExtension);
  await page.route(myExtension, (route) => route.fulfill({ json: { extension } }));
  await openCall(visitor, { occupation: "in_call", recording: "on" }, ".call-buttons");
  await page.locator(".fone").waitFor();
  const told = { line: "elsewhere", trouble, ringing: null, playing: null, picked: null };
  const words = page.locator(".call-dock").getByText(say(`phone.trouble.${trouble}`));
  for (let tries = 0; tries < 20 && !(await words.isVisible()); tries++) {
    await page.evaluate((state) => new BroadcastChannel("zhiyin-phone").postMessage({ kind: "state", state }), told);
    await page.waitForTimeout(100);
  }
  await words.waitFor();
}

async function openPanel(visitor: Visitor): Promise<void> {
  await openTrouble(visitor, "microphone_lost");
  await visitor.page.locator(".fone").click();
  await visitor.page.locator(".phone-panel").waitFor();
}
