import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { crc32, deflateSync } from "node:zlib";
import { cast } from "#test/cast.ts";
import { journey } from "../journey.ts";
import { openMine, signIn } from "../page.ts";

const pdf = Buffer.from(
  "%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 300 200]>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF",
);

journey("files are kept, looked at, named, put over and brought back, and a colleague sees it", async (stage) => {
  const visitor = await stage.visit();
  await signIn(visitor, cast.zhou);
  await (await openMine(visitor)).click();
  const { page, say } = visitor;
  const files = page.getByRole("region", { name: say("customers.files.title") });
  await files.getByText(say("customers.files.none", { most: "100 MB" })).waitFor();
  const colleague = await stage.visit();
  await signIn(colleague, cast.he);
  await colleague.page.goto(page.url());

  const picker = files.getByLabel(say("customers.files.add")).last();
  await picker.setInputFiles([
    { name: "厂区.png", mimeType: "image/png", buffer: png(320, 200) },
    { name: "合同.pdf", mimeType: "application/pdf", buffer: pdf },
    { name: "假的.png", mimeType: "image/png", buffer: Buffer.from("<!doctype html><script>alert(1)</script>") },
  ]);
  await files.getByText(say("customers.files.disguised")).waitFor();
  for (const name of ["厂区.png", "合同.pdf"]) await files.getByRole("button", { name, exact: true }).waitFor();
  const theirs = colleague.page.getByRole("region", { name: say("customers.files.title") });
  await theirs.getByRole("button", { name: "合同.pdf", exact: true }).waitFor();

  await files.getByRole("button", { name: "厂区.png", exact: true }).click();
  const picture = page.getByRole("dialog", { name: "厂区.png" }).getByRole("img", { name: "厂区.png" });
  await picture.waitFor();
  assert.ok(await picture.evaluate((image: HTMLImageElement) => image.decode().then(() => image.naturalWidth === 320)));
  await page.keyboard.press("ArrowRight");
  await page.getByRole("dialog", { name: "合同.pdf" }).locator("iframe").waitFor();
  await page.keyboard.press("ArrowLeft");
  await page.keyboard.press("Escape");

  await files.getByRole("button", { name: say("customers.files.rename", { name: "合同.pdf" }) }).click();
  await page.getByRole("textbox", { name: say("customers.files.name") }).fill("年度合同.pdf");
  await page.keyboard.press("Enter");
  await files.getByRole("button", { name: "年度合同.pdf", exact: true }).waitFor();
  const newer = files.getByLabel(say("customers.files.newer", { name: "年度合同.pdf" })).last();
  await newer.setInputFiles({ name: "b.pdf", mimeType: "application/pdf", buffer: Buffer.concat([pdf, pdf]) });
  await files.getByRole("button", { name: say("customers.files.versions", { count: 2 }) }).click();
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    files.getByRole("link", { name: say("customers.files.version", { version: 1 }) }).click(),
  ]);
  assert.equal(download.suggestedFilename(), "年度合同.pdf");
  assert.deepEqual(await readFile((await download.path())!), pdf);

  await files.getByRole("button", { name: say("customers.files.remove", { name: "厂区.png" }) }).click();
  await theirs.getByRole("button", { name: "厂区.png", exact: true }).waitFor({ state: "detached" });
  await page.keyboard.press("Control+z");
  await files.getByRole("button", { name: "厂区.png", exact: true }).waitFor();
  await theirs.getByRole("button", { name: "厂区.png", exact: true }).waitFor();
});

journey(
  "an own field holds a file: sent in place, looked at, chosen anew, empty while the file is removed",
  async (stage) => {
    const admin = await stage.visit();
    await signIn(admin, cast.zhao);
    const words = admin.say;
    await admin.page.goto("/settings/fields");
    await admin.page.getByRole("button", { name: words("settings.fields.new") }).click();
    const dialog = admin.page.getByRole("dialog");
    await dialog.getByRole("radio", { name: words("settings.fields.kinds.file") }).check();
    await dialog.getByLabel(words("settings.fields.label_zh")).fill("现行合同");
    await dialog.getByRole("button", { name: words("settings.fields.make") }).click();
    const row = admin.page.getByRole("row").filter({ hasText: "现行合同" });
    await row.waitFor();
    await row.getByText(words("settings.fields.making")).waitFor({ state: "detached" });

    const visitor = await stage.visit();
    await signIn(visitor, cast.zhou);
    await (await openMine(visitor)).click();
    const { page, say } = visitor;
    const edit = page.getByRole("button", { name: say("frame.edit_field", { field: "现行合同" }) });
    await edit.click();
    await page
      .getByLabel(say("customers.own.send_file", { field: "现行合同" }))
      .last()
      .setInputFiles({ name: "框架合同.pdf", mimeType: "application/pdf", buffer: pdf });
    await edit.getByText("框架合同.pdf").waitFor();
    await page.getByRole("button", { name: say("customers.own.look", { name: "框架合同.pdf" }) }).click();
    await page.getByRole("dialog", { name: "框架合同.pdf" }).locator("iframe").waitFor();
    await page.keyboard.press("Escape");
    const files = page.getByRole("region", { name: say("customers.files.title") });
    await files.getByRole("button", { name: say("customers.files.remove", { name: "框架合同.pdf" }) }).click();
    await edit.getByText("框架合同.pdf").waitFor({ state: "detached" });
    await page.keyboard.press("Control+z");
    await edit.getByText("框架合同.pdf").waitFor();
    await edit.click();
    await page.getByRole("combobox", { name: "现行合同" }).selectOption("");
    await edit.getByText("框架合同.pdf").waitFor({ state: "detached" });
  },
);

/** A grey picture (PNG: signature, IHDR, IDAT, IEND). */
function png(width: number, height: number): Buffer {
  const size = Buffer.alloc(8);
  size.writeUInt32BE(width, 0);
  size.writeUInt32BE(height, 4);
  const rows = Buffer.alloc((width + 1) * height, 0x99);
  for (let row = 0; row < height; row++) rows[row * (width + 1)] = 0;
  return Buffer.concat([
    Buffer.from("89504e470d0a1a0a", "hex"),
    part("IHDR", Buffer.concat([size, Buffer.from([8, 0, 0, 0, 0])])),
    part("IDAT", deflateSync(rows)),
    part("IEND", Buffer.alloc(0)),
  ]);
}

function part(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, "latin1"), data]);
  const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(data.length);
  sum.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, sum]);
}
