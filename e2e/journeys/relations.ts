import assert from "node:assert/strict";
import { cast } from "#test/cast.ts";
import { journey } from "../journey.ts";
import { signIn } from "../page.ts";
import { relatedCustomer } from "../relation_screens.ts";

journey(
  "people are put below each other by menu and by dragging, with the way back, and a colleague sees it",
  async (stage) => {
    const visitor = await stage.visit();
    const { page, say } = visitor;
    await signIn(visitor, cast.zhou);
    const { id } = await relatedCustomer(visitor);
    await page.goto(`/customers/${id}?tab=organisation`);
    const chart = page.getByRole("region", { name: say("customers.tab.organisation") });
    const card = (name: string, place = chart) => place.locator(".org-card").filter({ hasText: name });
    const below = (above: string, name: string, place = chart) =>
      place
        .locator("li", { has: place.page().locator(".org-card").filter({ hasText: above }) })
        .locator("ul .org-card")
        .filter({ hasText: name })
        .first();
    await below("高远", "季红").waitFor();
    const colleague = await stage.visit();
    await signIn(colleague, cast.he);
    await colleague.page.goto(page.url());
    const theirs = colleague.page.getByRole("region", { name: say("customers.tab.organisation") });

    await chart.getByRole("button", { name: say("relations.org.place", { name: "高远" }) }).focus();
    await page.keyboard.press("Enter");
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("Enter");
    await card("高远").getByText(say("customers.buying_role.decides")).waitFor();
    const aside = page.getByRole("region", { name: say("relations.org.who_decides") });
    await aside.getByText(say("customers.buying_role.decides")).waitFor();

    await card("方敏").dragTo(card("季红"));
    await below("季红", "方敏").waitFor();
    await below("季红", "方敏", theirs).waitFor();
    await page.keyboard.press("Control+z");
    await below("季红", "方敏").waitFor({ state: "detached" });

    await chart.getByRole("button", { name: say("relations.org.place", { name: "高远" }) }).click();
    assert.equal(
      await page.locator(".menu .o").filter({ hasText: "季红" }).count(),
      0,
      "nobody reports to those below",
    );
  },
);

journey(
  "a relation is added, named from both sides, refused as a ring, walked in the graph and ended",
  async (stage) => {
    const visitor = await stage.visit();
    const { page, say } = visitor;
    await signIn(visitor, cast.zhou);
    const { id, parent } = await relatedCustomer(visitor);
    await page.goto(`/customers/${parent}`);
    const relations = page.getByRole("region", { name: say("relations.title") });
    await relations.getByText("子公司").waitFor();

    const name = (await relations.getByRole("link").first().textContent()) ?? "";
    await relations.getByRole("button", { name: say("relations.add") }).click();
    const search = relations.getByRole("textbox", { name: say("relations.search_customer") });
    await search.fill(name);
    await relations.locator(".menu .o").filter({ hasText: name }).first().waitFor();
    await search.press("Enter");
    await relations
      .getByRole("alert")
      .filter({ hasText: say("problem.relation.cycle") })
      .waitFor();
    await relations.getByRole("combobox").selectOption({ label: "竞争对手" });
    await search.press("Enter");
    await relations.getByText("竞争对手").first().waitFor();
    await page.keyboard.press("Control+z");
    await relations.locator("dt", { hasText: "竞争对手" }).waitFor({ state: "detached" });

    await page.goto(`/customers/${id}?tab=relations`);
    const graph = page.getByRole("group", { name: say("relations.graph.label") });
    await graph.getByRole("link").first().focus();
    await page.keyboard.press("ArrowRight");
    await page.keyboard.press("Enter");
    await page.waitForURL((url) => url.pathname !== `/customers/${id}` && url.search.includes("tab=relations"));
    await page.goBack();
    await page.getByRole("button", { name: say("relations.graph.lines"), exact: true }).click();
    await page
      .getByRole("table", { name: say("relations.graph.list") })
      .getByRole("link")
      .first()
      .waitFor();
    await page.getByText(say("relations.group.seen")).waitFor();

    await page.goto(`/customers/${id}`);
    const line = relations.locator(".rel-line").filter({ hasText: "越光控股" });
    await line.getByRole("button").click();
    await line.waitFor({ state: "detached" });
    await page.goto(`/customers/${id}?tab=history`);
    await page
      .getByRole("article")
      .filter({ hasText: say("customers.event.customer_relation_removed") })
      .first()
      .waitFor();
  },
);
