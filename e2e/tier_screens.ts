import type { Visitor } from "./page.ts";
import type { Screen } from "./screens.ts";

export const tierScreens: readonly Screen[] = [
  { name: "movements", open: (visitor) => openMovements(visitor) },
  { name: "tiers-preview", open: (visitor) => openPreview(visitor) },
  { name: "tiers-costs", open: (visitor) => openCosts(visitor) },
  { name: "record-tier", open: (visitor) => openTier(visitor) },
  { name: "record-tier-hold", open: (visitor) => openHold(visitor) },
];

async function openMovements({ page }: Visitor): Promise<void> {
  await page.goto("/movements");
  await page.locator(".tbl.moves").waitFor();
}

async function openSettings({ page }: Visitor): Promise<void> {
  await page.goto("/settings/tiers");
  await page.locator(".tier-rule").first().waitFor();
}

async function openPreview(visitor: Visitor): Promise<void> {
  await openSettings(visitor);
  const { page, say } = visitor;
  await page.getByRole("button", { name: say("settings.tiers.preview") }).click();
  await page.locator(".tier-preview").waitFor();
}

async function openCosts(visitor: Visitor): Promise<void> {
  await openSettings(visitor);
  const { page, say } = visitor;
  await page.getByRole("radio", { name: say("settings.tiers.costs") }).click();
  await page.locator(".tier-costs").waitFor();
}

/** Somebody who is an A: with a share, a way down and a strategy. */
async function openTier({ page }: Visitor): Promise<void> {
  const filter = encodeURIComponent(JSON.stringify({ all: [{ field: "code", op: "any", value: ["A"] }] }));
  await page.goto(`/customers?filter=${filter}`);
  await page.getByRole("row").getByRole("link").first().click();
  await page.locator(".tier-button").first().click();
  await page.locator(".tier-panel").waitFor();
}

async function openHold(visitor: Visitor): Promise<void> {
  await openTier(visitor);
  const { page, say } = visitor;
  await page
    .locator(".tier-panel")
    .getByRole("button", { name: say("customers.tier.hold") })
    .click();
  await page.getByRole("dialog").waitFor();
}
