import assert from "node:assert/strict";
import { cast } from "#test/cast.ts";
import { callerAt } from "#test/harness.ts";
import { addContactContract } from "../../server/modules/customers/contact.contract.ts";
import { createCustomerContract } from "../../server/modules/customers/customer.contract.ts";
import { createViewContract } from "../../server/modules/customers/view.contract.ts";
import { journey } from "../journey.ts";
import { signIn } from "../page.ts";

const names = [
  `<img src=x onerror="document.body.dataset.ran='1'">`,
  `<script>document.body.dataset.ran='1'</script>`,
  `"><svg onload="document.body.dataset.ran='1'">`,
  "javascript:document.body.dataset.ran='1'",
  "{{constructor.constructor('document.body.dataset.ran=1')()}}",
  "$t(frame.save) {{name}}",
  "\u202eevil\u202c 甲",
  "欧阳·买买提 𠮷 👨‍👩‍👧",
];

journey("odd names are shown as they are, and nothing in them runs", async (stage) => {
  const visitor = await stage.visit();
  await signIn(visitor, cast.he);
  const { page } = visitor;
  const { origin } = new URL(page.url());
  const cookie = (await visitor.context.cookies()).map(({ name, value }) => `${name}=${value}`).join("; ");
  const caller = callerAt(origin, "", cookie);
  const nothingRan = async (where: string) => {
    assert.equal(await page.evaluate(() => document.body.dataset.ran), undefined, where);
    const addresses = await page.evaluate(() => [...document.querySelectorAll("a")].map((link) => link.href));
    assert.deepEqual(
      addresses.filter((address) => /^javascript:/i.test(address)),
      [],
      where,
    );
  };
  for (const name of names) {
    const body = { kind: "company" as const, name, remark: name, tags: [name.slice(0, 40)], website: name };
    const made = await caller.call(createCustomerContract, { body });
    assert.equal(made.status, 200, JSON.stringify(made.problem));
    const params = { customerId: made.body.id };
    assert.equal((await caller.call(addContactContract, { params, body: { name, title: name } })).status, 200);
    await page.goto(`${origin}/customers/${made.body.id}`);
    await page.getByRole("heading", { name, exact: true }).first().waitFor();
    await nothingRan(name);
  }
  const [name = ""] = names;
  const filter = { all: [{ field: "name", op: "is" as const, value: name }] };
  const view = await caller.call(createViewContract, { body: { object: "customer", name: name.slice(0, 60), filter } });
  assert.equal(view.status, 200, JSON.stringify(view.problem));
  await page.goto(`${origin}/customers?view=${view.body.id}`);
  await page.getByText(name, { exact: true }).first().waitFor();
  await nothingRan("the list");
});
