import assert from "node:assert/strict";
import type { WebSocket } from "playwright-core";
import { cast } from "#test/cast.ts";
import { journey } from "../journey.ts";
import { editFact, fact, openMine, signIn } from "../page.ts";
import { statusOf } from "../product.ts";
import { until } from "../until.ts";

journey(
  "over its own certificate: cookies are secure, the live channel is, and plain HTTP gets nothing",
  async (stage) => {
    const product = await stage.product();
    const node = await product.startNode({ role: "web", tls: "own" });
    try {
      assert.match(node.printed(), new RegExp(`ready at https://localhost:${node.port} `));
      const [one, other] = [
        await stage.visit({ trustsAll: true }, node.base),
        await stage.visit({ trustsAll: true }, node.base),
      ];
      const channels: WebSocket[] = [];
      const heard: string[] = [];
      one.page.on("websocket", (channel) => {
        channels.push(channel);
        channel.on("framereceived", ({ payload }) => heard.push(String(payload)));
      });
      await signIn(one, cast.zhou);
      await until("the live channel says hello", () => heard.some((text) => text.includes("hello")));
      assert.deepEqual(
        [...new Set(channels.map((channel) => channel.url().split("?")[0]))],
        [`wss://localhost:${node.port}/api/live`],
      );
      const cookies = await one.context.cookies();
      const session = cookies.filter(({ name }) => name.includes("session_token"));
      assert.equal(session.length, 1);
      assert.deepEqual(
        cookies.filter(({ secure }) => !secure).map(({ name }) => name),
        [],
      );
      assert.ok(session[0]?.name.startsWith("__Secure-") && session[0].httpOnly);

      await (await openMine(one)).click();
      await one.page.waitForURL(/customers\/[0-9a-f-]{36}/);
      await signIn(other, cast.he);
      await other.page.goto(new URL(one.page.url()).pathname);
      await editFact(other, "source", "经 TLS 写下");
      await fact(one, "source").filter({ hasText: "经 TLS 写下" }).waitFor();
      assert.equal(await one.page.locator(".offline").count(), 0);

      await assert.rejects(statusOf(`http://localhost:${node.port}/signin`), { code: /ECONNRESET|HPE_|EPIPE/ });
      assert.equal(await statusOf(`${node.base}/readyz`), 200, "and goes on serving");
    } finally {
      await node.stop();
    }
  },
);
