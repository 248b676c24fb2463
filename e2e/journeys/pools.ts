import assert from "node:assert/strict";
import { cast } from "#test/cast.ts";
import { journey } from "../journey.ts";
import { ask, signIn } from "../page.ts";

journey(
  "a released customer is picked by a colleague, the caps are told, and a protection says who set it",
  async (stage) => {
    const admin = await stage.visit();
    await signIn(admin, cast.zhao);
    const roles = (await ask(admin, "/roles", "GET")) as unknown as { roles: { id: string; key: string }[] };
    const mark = Date.now().toString(36);
    const pool = await ask(admin, "/pools", "POST", {
      name: `华东公海 ${mark}`,
      picks_per_day: 1,
      hidden_fields: ["city", "phone"],
      picker_roles: [roles.roles.find(({ key }) => key === "sales_rep")?.id],
    });
    const owner = await stage.visit();
    await signIn(owner, cast.zhou);
    const names = [`兰亭文具 ${mark}`, `鉴湖食品 ${mark}`];
    const ids: string[] = [];
    for (const name of names) {
      const { id } = await ask(owner, "/customers", "POST", {
        kind: "company",
        name,
        province: "浙江省",
        city: "绍兴市",
      });
      await ask(owner, `/customers/${id}/pool`, "PUT", { pool_id: pool.id });
      ids.push(id);
    }
    const third = await ask(owner, "/customers", "POST", { kind: "company", name: `镜湖酒店 ${mark}` });
    await owner.page.goto(`/customers/${third.id}`);
    await owner.page.getByRole("button", { name: owner.say("frame.more"), exact: true }).click();
    await owner.page
      .locator(".o")
      .filter({ hasText: `华东公海 ${mark}` })
      .click();
    await owner.page.getByRole("button", { name: owner.say("frame.undo") }).click();
    await owner.page.getByRole("heading", { name: `镜湖酒店 ${mark}` }).waitFor();
    const { page, say } = await stage.visit();
    await signIn({ page, say } as never, cast.li);
    await page.goto("/pools");
    await page.getByLabel(say("pools.choose")).selectOption(pool.id);
    const row = (name: string) => page.locator("tr").filter({ hasText: name });
    await row(names[0]!).getByText("浙江省").waitFor();
    assert.equal(await page.getByText("绍兴市").count(), 0);
    await row(names[0]!).getByRole("button").focus();
    await page.keyboard.press("Enter");
    await row(names[0]!).waitFor({ state: "detached" });
    await row(names[1]!).locator("[aria-disabled=true]").waitFor();
    if (process.env.ZHIYIN_SHOTS) await page.screenshot({ path: `${process.env.ZHIYIN_SHOTS}/pools.png` });

    await ask(admin, `/customers/${ids[0]}/protection`, "PUT", { kind: "locked", reason: "法务核查中" });
    await page.goto(`/customers/${ids[0]}`);
    await page.getByText("法务核查中").waitFor();
    assert.equal(await page.getByRole("button", { name: say("customers.protection.lift") }).count(), 0);
    if (process.env.ZHIYIN_SHOTS) await page.screenshot({ path: `${process.env.ZHIYIN_SHOTS}/locked.png` });
    await admin.page.goto(`/customers/${ids[0]}`);
    await admin.page.getByRole("button", { name: say("customers.protection.lift") }).click();
    await page.getByText("法务核查中").waitFor({ state: "detached" });
  },
);
