import assert from "node:assert/strict";
import { cast } from "#test/cast.ts";
import { journey } from "../journey.ts";
import { ask, signIn, textOf, type Visitor } from "../page.ts";

const name = "未央灯塔照明有限公司";
const [whole, mask, middle] = ["199 6372 8415", "199 **** 8415", "6372"];

journey(
  "a role sees numbers masked, in list and record; one is shown whole, and the administrator sees who did",
  async (stage) => {
    const admin = await stage.visit();
    await signIn(admin, cast.zhao);
    const { wang, roleIds } = await wangAsHeIs(admin);
    const { id } = await ask(admin, "/customers", "POST", {
      kind: "company",
      name,
      owner_id: wang,
      contact_points: [{ kind: "phone", value: whole.replaceAll(" ", ""), is_primary: true }],
    });
    const role = await maskedRole(admin);
    await ask(admin, `/users/${wang}`, "PATCH", { role_ids: [role] });
    try {
      await asAgent(await stage.visit(), id);
    } finally {
      await ask(admin, `/users/${wang}`, "PATCH", { role_ids: roleIds });
    }
    const { page, say } = admin;
    await page.goto(`/settings/read-log?user_id=${wang}`);
    const line = page.getByRole("row").filter({ hasText: say("settings.read_log.how.reveal") });
    await line
      .filter({ hasText: name })
      .filter({ hasText: say("customers.point.phone") })
      .first()
      .waitFor();
    await page.goto(`/customers/${id}?tab=history`);
    await page
      .locator(".hist article")
      .filter({ hasText: cast.wang.zh })
      .filter({ hasText: say("customers.event.phone_revealed") })
      .waitFor();
    await page.locator(".reads summary").click();
    await page
      .locator(".reads li")
      .filter({ hasText: say("customers.reads.how.reveal") })
      .first()
      .waitFor();
  },
);

/** A copy of the representative's role, masked on the page of roles. */
async function maskedRole(admin: Visitor): Promise<string> {
  const { page, say } = admin;
  const { roles } = (await ask(admin, "/roles", "GET")) as unknown as { roles: { id: string; key: string }[] };
  const source = roles.find(({ key }) => key === "sales_rep")!;
  const { id } = await ask(admin, "/roles", "POST", { name: "看打码号码的代表", copy_of: source.id });
  await page.goto(`/settings/roles/${id}`);
  const whole = say("settings.roles.field.phone_whole");
  const level = page.getByRole("combobox", { name: say("settings.roles.level_of", { field: whole }) });
  await level.selectOption({ label: say("settings.roles.level.masked") });
  const reveal = `${say("settings.roles.object.phone")} ${say("settings.roles.action.reveal")}`;
  await page.getByRole("button", { name: reveal }).focus();
  await page.keyboard.press("5");
  await page.getByRole("button", { name: say("settings.roles.save", { count: 2 }) }).click();
  await page.locator(".toast").filter({ hasText: "看打码号码的代表" }).first().waitFor();
  await page.reload();
  assert.equal(await level.inputValue(), "hidden");
  return id;
}

async function asAgent(agent: Visitor, id: string): Promise<void> {
  const { page, say } = agent;
  await signIn(agent, cast.wang);
  const row = page.getByRole("row").filter({ hasText: name });
  await page.goto("/customers?view=mine");
  await row.filter({ hasText: mask }).waitFor();
  assert.ok(!(await textOf(row)).includes(middle));
  await page.goto(`/customers/${id}`);
  const point = page.locator(".point").filter({ hasText: "8415" });
  await point.filter({ hasText: mask }).waitFor();
  await point.getByRole("button", { name: say("customers.point.reveal") }).click();
  await point.filter({ hasText: whole }).waitFor();
  await point.getByRole("button", { name: say("customers.point.hide") }).click();
  await point.filter({ hasText: mask }).waitFor();

  // what is typed takes its place; the mask is not offered as the beginning of it
  await point.getByRole("button", { name: say("frame.edit_field", { field: say("customers.point.phone") }) }).click();
  const editor = page.getByRole("textbox", { name: say("customers.point.phone") });
  assert.equal(await editor.inputValue(), "");
  await editor.fill("189 0000 8415");
  await editor.press("Enter");
  await page.locator(".point").filter({ hasText: "189 **** 8415" }).waitFor();
}

/** Who he is and what he may do, to be given back. */
async function wangAsHeIs(admin: Visitor): Promise<{ wang: string; roleIds: string[] }> {
  const { users } = (await ask(admin, "/users", "GET")) as unknown as {
    users: { id: string; email: string; role_ids: string[] }[];
  };
  const { id, role_ids } = users.find(({ email }) => email === cast.wang.mail)!;
  return { wang: id, roleIds: role_ids };
}
