import { cast } from "#test/cast.ts";
import { journey } from "../journey.ts";
import { ask, signIn } from "../page.ts";

journey(
  "a customer's no to advertising is written down with its proof, shown at once to a colleague, and taken back as a mistake",
  async (stage) => {
    const visitor = await stage.visit();
    const { page, say } = visitor;
    await signIn(visitor, cast.zhou);
    const { id } = await ask(visitor, "/customers", "POST", {
      kind: "person",
      name: `沈若溪 ${Date.now().toString(36)}`,
      contact_points: [{ kind: "phone", value: "138 0000 0433" }],
    });
    const colleague = await stage.visit();
    await signIn(colleague, cast.he);
    await colleague.page.goto(`/customers/${id}`);
    await page.goto(`/customers/${id}`);
    const section = page.getByRole("region", { name: say("customers.consent.title") });
    const theirs = colleague.page.getByRole("region", { name: say("customers.consent.title") });
    await section.getByRole("button", { name: say("customers.consent.record") }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByLabel(say("customers.consent.for")).selectOption("marketing");
    await dialog.getByLabel(say("customers.consent.on")).selectOption("voice");
    await dialog.getByLabel(say("customers.consent.proof")).fill("3 月 5 日来电原话：别再打了");
    await dialog.getByRole("button", { name: say("frame.save") }).click();
    await section.getByText("别再打了").waitFor();
    await theirs.getByText("别再打了").waitFor();
    await section.getByRole("button", { name: say("customers.consent.retract") }).click();
    await page.getByText(say("customers.consent.retracted")).waitFor();
    await theirs.getByText("别再打了").waitFor({ state: "detached" });
  },
);
