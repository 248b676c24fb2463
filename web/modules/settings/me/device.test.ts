import assert from "node:assert/strict";
import { test } from "node:test";
import { deviceOf } from "./device.ts";

const webkit = "AppleWebKit/537.36 (KHTML, like Gecko)";

test("the browser that somebody chose wins over the engine it is built on", () => {
  const edge = `Mozilla/5.0 (Windows NT 10.0; Win64; x64) ${webkit} Chrome/142.0.0.0 Safari/537.36 Edg/142.0.1`;
  assert.deepEqual(deviceOf(edge), { browser: "Edge 142", system: "Windows" });
  const wechat = `Mozilla/5.0 (Linux; Android 15) ${webkit} Chrome/130.0 Mobile Safari/537.36 MicroMessenger/8.0.5`;
  assert.deepEqual(deviceOf(wechat), { browser: "WeChat 8", system: "Android" });
});

test("Safari on a phone and on a desk", () => {
  const rest = "AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.2";
  const phone = `Mozilla/5.0 (iPhone; CPU iPhone OS 18_2 like Mac OS X) ${rest} Mobile/15E148 Safari/604.1`;
  assert.deepEqual(deviceOf(phone), { browser: "Safari 18", system: "iPhone" });
  const desk = `Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) ${rest} Safari/605.1.15`;
  assert.deepEqual(deviceOf(desk), { browser: "Safari 18", system: "macOS" });
});

test("a program that says nothing of itself stays unknown", () => {
  assert.deepEqual(deviceOf(null), { browser: null, system: null });
  assert.deepEqual(deviceOf("curl/8.9"), { browser: null, system: null });
});
