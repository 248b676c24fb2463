import assert from "node:assert/strict";
import { test } from "node:test";
import { tableOf } from "./copyTable.ts";

test("a copied list is a table whose cells are text", () => {
  assert.equal(
    tableOf("客户名称\t备注\r\n<b>甲</b> & 乙\t\r\n"),
    "<table><thead><tr><th>客户名称</th><th>备注</th></tr></thead><tbody><tr><td>&lt;b&gt;甲&lt;/b&gt; &amp; 乙</td><td></td></tr></tbody></table>",
  );
});
