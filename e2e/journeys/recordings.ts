import assert from "node:assert/strict";
import { AxeBuilder } from "@axe-core/playwright";
import { demoPassword } from "#modules/people/me.ts";
import { cast } from "#test/cast.ts";
import { journey } from "../journey.ts";
import { fillSignIn, openMine, signIn } from "../page.ts";
import { addRecordedCall, note } from "../recorded.ts";

journey(
  "a call's recording is heard on the timeline: by space, by arrow keys, faster, and who may not hears none",
  async (stage) => {
    const product = await stage.product();
    const zhou = await stage.visit();
    await signIn(zhou, cast.zhou);
    const { page, say } = zhou;
    const first = await openMine(zhou);
    const customerId = /customers\/([0-9a-f-]{36})/.exec((await first.getAttribute("href")) ?? "")![1]!;
    await addRecordedCall(product, customerId, cast.zhou.mail);
    await page.goto(`/customers/${customerId}`);

    const player = page.getByRole("group", { name: say("recordings.player") });
    await player.getByText("0:00 / 0:19").waitFor();
    const wave = player.getByRole("slider", { name: say("recordings.position") });
    await wave.locator("path.rest").waitFor({ state: "attached" });
    const now = async () => Number(await wave.getAttribute("aria-valuenow"));
    await wave.focus();
    await page.keyboard.press("ArrowRight");
    assert.equal(await now(), 5);
    await player.getByRole("combobox", { name: say("recordings.speed") }).selectOption("2");
    await wave.focus();
    await page.keyboard.press(" ");
    await player.getByRole("button", { name: say("recordings.pause") }).waitFor();
    await page.waitForFunction(() => Number(document.querySelector(".wave")?.getAttribute("aria-valuenow")) >= 8);
    await page.keyboard.press(" ");
    await player.getByRole("button", { name: say("recordings.play") }).waitFor();
    const stopped = await now();
    assert.ok(stopped >= 8 && stopped < 15, `stands at ${stopped} s`);
    const box = (await wave.boundingBox())!;
    await page.mouse.click(box.x + box.width * 0.75, box.y + box.height / 2);
    assert.ok(Math.abs((await now()) - 0.75 * 19) <= 1, "a click jumps");
    const mark = player.getByRole("list", { name: say("recordings.notes") }).getByRole("listitem");
    assert.match((await mark.textContent()) ?? "", new RegExp(note));
    await mark.getByRole("button", { name: "0:07" }).click();
    assert.equal(await now(), 7, "a note jumps to its moment");
    const { violations } = await new AxeBuilder({ page }).include(".player").analyze();
    assert.deepEqual(
      violations.map(({ id }) => id),
      [],
    );

    const sun = await stage.visit();
    await sun.page.goto("/signin");
    await fillSignIn(sun, cast.sun.mail, demoPassword); // in whatever language Sun has chosen meanwhile
    await sun.page.waitForURL("**/customers");
    await sun.page.goto(`/customers/${customerId}`);
    await sun.page.locator(".ev").first().waitFor();
    assert.equal(await sun.page.locator(".player").count(), 0, "whose role hears no recordings");
  },
);
