import assert from "node:assert/strict";
import { cast } from "#test/cast.ts";
import { journey } from "../journey.ts";
import { editFact, fact, openMine, signIn, writeFact } from "../page.ts";

const mine = "行业展会 B12 展位";
const theirs = "茶山老同学介绍";

journey("two change the same fact: both sides are shown, and theirs can be kept", async (stage) => {
  const manager = await stage.visit();
  const colleague = await stage.visit();
  await signIn(colleague, cast.zhou);
  await (await openMine(colleague)).click();
  await fact(colleague, "source").waitFor();
  await signIn(manager, cast.he);
  await manager.page.goto(colleague.page.url());

  const editor = await writeFact(manager, "source", mine);
  await colleague.page.getByText(colleague.say("customers.editing", { names: cast.he.zh })).waitFor();
  await editFact(colleague, "source", theirs);
  await editor.press("Enter");

  const { page, say } = manager;
  const dialog = page.getByRole("dialog", { name: say("conflict.title", { name: cast.zhou.zh, count: 1 }) });
  await dialog.waitFor();
  const sides = await dialog.getByRole("radio").count();
  assert.equal(sides, 2);
  await dialog.getByText(mine).waitFor();
  await dialog.getByText(theirs).waitFor();
  await dialog.getByRole("button", { name: say("conflict.keep_theirs") }).click();
  await dialog.waitFor({ state: "detached" });
  await fact(manager, "source").filter({ hasText: theirs }).waitFor();

  await page.reload();
  await fact(manager, "source").filter({ hasText: theirs }).waitFor();
});
