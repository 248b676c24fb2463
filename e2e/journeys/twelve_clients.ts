import assert from "node:assert/strict";
import { cast } from "#test/cast.ts";
import { journey } from "../journey.ts";
import { ask, signIn, textOf } from "../page.ts";

const patient = "许问薇";

journey(
  "one patient known to twelve clients by twelve files becomes one record, and each client's people see only theirs",
  async (stage) => {
    const admin = await stage.visit();
    const { page, say } = admin;
    await signIn(admin, cast.zhao);
    const there = (await ask(admin, "/clients", "GET")) as unknown as { clients: { id: string; name: string }[] };
    const mark = Date.now().toString(36);
    const clients = there.clients.filter(({ name }) => ["康和口腔", "灵隐茶业", "悦读文化"].includes(name));
    for (let n = clients.length; n < 12; n++) {
      const name = `诊所 ${n} ${mark}`;
      clients.push({ ...(await ask(admin, "/clients", "POST", { name })), name });
    }
    const files: string[] = [];
    for (const { id: client, name } of clients) {
      const { id } = await ask(admin, "/customers", "POST", {
        kind: "person",
        name: patient,
        birth_on: "1986-05-04",
        remark: `只对${name}说过`,
        client_ids: [client],
        contact_points: [{ kind: "phone", value: "138 0000 0421" }],
      });
      await ask(admin, `/customers/${id}/interactions`, "POST", { kind: "note", subject: `${name}的病历` });
      files.push(id);
    }
    await page.goto("/duplicates");
    await page.getByRole("button", { name: say("duplicates.sweep.start") }).click();
    const group = page.locator(".dup-group").filter({ hasText: patient });
    await group.waitFor({ timeout: 60_000 });
    await group.click();
    assert.equal(
      await page.locator(".dup-tbl thead th").count(),
      1 + 12 + 1,
      "twelve beside each other, and what becomes of them",
    );
    await page.locator("[data-act=merge] button").click();
    await page.locator(".toast").filter({ hasText: patient }).waitFor();

    const seen = async (who: (typeof cast)["wu"] | (typeof cast)["qiang"]) => {
      const agent = await stage.visit();
      await signIn(agent, who);
      const found = (await ask(agent, `/search?q=${encodeURIComponent(patient)}`, "GET")) as unknown as {
        hits: { customer_id?: string; id: string }[];
      };
      assert.equal(found.hits.length, 1, "one record, not several");
      await agent.page.goto(`/customers/${found.hits[0]!.customer_id ?? found.hits[0]!.id}`);
      await agent.page
        .getByText(/的病历/)
        .first()
        .waitFor();
      return await textOf(agent.page.locator("main"));
    };
    const wu = await seen(cast.wu);
    assert.ok(wu.includes("康和口腔的病历") && wu.includes("只对康和口腔说过"), wu);
    for (const other of clients.filter(({ name }) => name !== "康和口腔"))
      assert.ok(!wu.includes(`${other.name}的病历`) && !wu.includes(`只对${other.name}说过`), other.name);
    const qiang = await seen(cast.qiang);
    assert.ok(qiang.includes("灵隐茶业的病历") && qiang.includes("悦读文化的病历"), qiang);
    assert.ok(!qiang.includes("康和口腔的病历") && !qiang.includes(mark), "nothing of the others");
  },
);
