import assert from "node:assert/strict";
import { once } from "node:events";
import { after, describe, test } from "node:test";
import { WebSocket } from "ws";
import { type Caller, startHarness } from "#test/harness.ts";
import { renewMyExtensionPasswordContract, setExtensionContract } from "../../modules/voice/extension.contract.ts";
import { authorize } from "./engine/sip.fixture.ts";
import { open, until, voiceFolder, withoutPrograms } from "./engine/voice.fixture.ts";

describe("browsers reach the edge at /sip", { skip: withoutPrograms }, async () => {
  const engine = open(await voiceFolder());
  const house = await startHarness({ engine });
  const [zhao, zhou] = [await house.as("zhao"), await house.as("zhou")];
  await engine.settled();
  const params = { userId: zhou.userId };
  assert.equal((await zhao.call(setExtensionContract, { params, body: { digits: "8001" } })).status, 200);
  const { domain, password } = (await zhou.call(renewMyExtensionPasswordContract)).body;
  assert.ok(password);

  const sockets: WebSocket[] = [];
  after(() => {
    for (const socket of sockets) socket.terminate();
  });
  /** The status that refused it, or 101. */
  const connect = async (caller: Pick<Caller, "cookie">, origin = house.base, more = {}) => {
    const headers = { ...more, cookie: caller.cookie, origin };
    const socket = new WebSocket(`${house.base.replace("http", "ws")}/sip`, ["sip"], { headers });
    sockets.push(socket);
    const status = await new Promise<number>((resolve, reject) => {
      socket.on("open", () => resolve(101));
      socket.on("unexpected-response", (_, { statusCode }) => resolve(statusCode ?? 0));
      socket.on("error", reject);
    });
    return { socket, status };
  };
  const say = async (socket: WebSocket, method: string, more: string[] = []) => {
    const answer = once(socket, "message");
    const branch = Math.random().toString(36).slice(2);
    const lines = [
      `${method} sip:${domain} SIP/2.0`,
      `Via: SIP/2.0/WS abc.invalid;branch=z9hG4bK${branch}`,
      `From: <sip:8001@${domain}>;tag=${branch}`,
      `To: <sip:8001@${domain}>`,
      `Call-ID: ${branch}`,
      `CSeq: 1 ${method}`,
      "Contact: <sip:8001@abc.invalid;transport=ws>",
      "Max-Forwards: 70",
      ...more,
      "Content-Length: 0",
    ];
    socket.send(`${lines.join("\r\n")}\r\n\r\n`);
    const text = String((await answer)[0]);
    return { status: Number(text.split(" ")[1]), text };
  };

  test("somebody signed in registers through it without a password, and is told of when the page goes", async () => {
    const told: unknown[] = [];
    engine.listen((tell) => told.push(tell));
    const { socket, status } = await connect(zhou);
    assert.equal(status, 101);
    // the edge has not heard of the company yet
    await until(async () => (await say(socket, "REGISTER")).status === 200, 15_000);
    assert.equal((await say(socket, "OPTIONS")).status, 200);
    await until(() => told.length === 1);
    socket.terminate();
    const took = await until(() => told.length === 2);
    assert.ok(took < 1000);
    const address = `8001@${domain}`;
    assert.deepEqual(told, [
      { kind: "endpoint", address, isRegistered: true },
      { kind: "endpoint", address, isRegistered: false },
    ]);
  });

  test("a session has its own extension, and no other without the password of that", async () => {
    const { socket } = await connect(zhao);
    const challenge = await say(socket, "REGISTER");
    assert.equal(challenge.status, 401);
    const signed = authorize(challenge, "REGISTER", domain, "8001", password);
    assert.equal((await say(socket, "REGISTER", [signed])).status, 200);
  });

  test("whom the request itself names is not believed", async () => {
    const named = { "x-zhiyin-address": `8001@${domain}`, "x-zhiyin-secret": engine.places()!.rpcSecret };
    const { socket } = await connect(zhao, house.base, named);
    assert.equal((await say(socket, "REGISTER")).status, 401);
    const straight = new WebSocket(`ws://127.0.0.1:${engine.places()!.ws}/sip`, ["sip"], {
      headers: { ...named, "x-zhiyin-secret": "guessed" },
    });
    sockets.push(straight);
    await once(straight, "open");
    assert.equal((await say(straight, "REGISTER")).status, 401);
  });

  test("who has not registered on their connection is nobody there", async () => {
    const { socket } = await connect(zhou);
    assert.equal((await say(socket, "OPTIONS")).status, 403);
  });

  test("without a session, from another origin or without voice there is no way through", async () => {
    assert.equal((await connect(house.anonymous)).status, 401);
    assert.equal((await connect(zhou, "https://elsewhere.test")).status, 403);
  });

  test("one session has six connections at most", async () => {
    const chen = await house.as("chen");
    const statuses = await Promise.all(Array.from({ length: 7 }, () => connect(chen).then(({ status }) => status)));
    assert.deepEqual(statuses.sort(), [101, 101, 101, 101, 101, 101, 429]);
  });
});

test("a node without an engine has no such way", async () => {
  const house = await startHarness();
  const { cookie } = await house.as("zhou");
  const socket = new WebSocket(`${house.base.replace("http", "ws")}/sip`, ["sip"], {
    headers: { cookie, origin: house.base },
  });
  socket.on("error", () => undefined);
  const [, { statusCode }] = (await once(socket, "unexpected-response")) as [unknown, { statusCode: number }];
  socket.terminate();
  assert.equal(statusCode, 404);
});
