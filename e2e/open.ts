import type { Visitor } from "./page.ts";

export const failure = {
  status: 500,
  json: { error: { id: "server.failed", message: "server.failed", request_id: "0197-4e2c" } },
};

/** A page to which the house answers otherwise than it would. */
export async function openAnswered(
  visitor: Visitor,
  path: string,
  address: string,
  answer: { status: number; json: object },
): Promise<void> {
  await visitor.page.route(address, (route) => route.fulfill(answer));
  await openPage(visitor, path);
  await visitor.page.locator(".state").first().waitFor();
}

/** The page stands when it has a heading and nothing is on its way. */
export async function openPage({ page }: Visitor, path: string): Promise<void> {
  await page.goto(path);
  await page.locator("main :is(h1, h2):visible").first().waitFor();
  await page.locator("main [aria-busy=true]").first().waitFor({ state: "detached" });
}
