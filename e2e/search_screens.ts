import type { Visitor } from "./page.ts";
import type { Screen } from "./screens.ts";

/** What was written, found. */
export const searchScreens: readonly Screen[] = [
  { name: "search", open: (visitor) => openSearch(visitor) },
  { name: "record-found", open: (visitor) => openFound(visitor) },
];

/** What was written is indexed behind a fresh start: the page asks again until it is there. */
async function openSearch({ page }: Visitor): Promise<void> {
  for (let tries = 0; tries < 30; tries++) {
    await page.goto("/search?q=%E6%8A%A5%E4%BB%B7");
    const isFound = await page
      .locator(".passage[href*='entry=']")
      .first()
      .waitFor({ timeout: 2000 })
      .then(
        () => true,
        () => false,
      );
    if (isFound) return;
  }
  throw new Error("nothing that was written is found");
}

/** A timeline that begins with what was looked for. */
async function openFound(visitor: Visitor): Promise<void> {
  const { page } = visitor;
  await openSearch(visitor);
  await page.locator(".passage[href*='entry=']").first().click();
  await page.locator(".tl .found").waitFor();
}
