import assert from "node:assert/strict";
import { test } from "node:test";
import { readText } from "./csv_text.ts";

test("both ways in which spreadsheets save Chinese are read", async () => {
  assert.equal(await readText(new Blob(["\ufeff姓名,邮箱"])), "姓名,邮箱");
  const gb = new Uint8Array([0xd0, 0xd5, 0xc3, 0xfb, 0x2c, 0xd3, 0xca, 0xcf, 0xe4]);
  assert.equal(await readText(new Blob([gb])), "姓名,邮箱");
});
