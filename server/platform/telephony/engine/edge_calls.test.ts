import assert from "node:assert/strict";
import { connect } from "node:net";
import { after, before, describe, test } from "node:test";
import type { Engine } from "./engine.ts";
import { authorize } from "./sip.fixture.ts";
import {
  answer,
  askWithPassword,
  headers,
  newRequest,
  type Peer,
  udpPeer,
  within,
  wsPeer,
} from "./sip_peer.fixture.ts";
import { ha1 } from "./tables.ts";
import { open, pidsBelow, until, voiceFolder, withoutPrograms } from "./voice.fixture.ts";

const domain = "yuezhou.test";
const users = ["8001", "8002"];

describe("calls through the edge", { skip: withoutPrograms }, async () => {
  const folder = await voiceFolder();
  let engine: Engine;
  let controller: Peer;
  let trunk: Peer;
  const peers: Peer[] = [];
  const keep = async (opening: Promise<Peer>) => {
    const peer = await opening;
    peers.push(peer);
    return peer;
  };
  const places = () => engine.places()!;
  const register = (peer: Peer, address: string, uri = domain) =>
    askWithPassword(peer, ["REGISTER", uri, address], "secret", [`Expires: 60`]);
  const openController = async () => {
    const peer = await keep(wsPeer("cc", places().ws));
    await register(peer, "cc@engine.invalid", "engine.invalid");
    return peer;
  };

  before(async () => {
    engine = open(folder);
    engine.fill(async (tables) => {
      const passwords = users.map((user) => [`${user}@${domain}`, ha1(user, domain, "secret")] as const);
      const rows = {
        domain: new Map([[domain, "org1"]]),
        cred: new Map([...passwords, ["cc@engine.invalid", ha1("cc", "engine.invalid", "secret")]]),
        trunk: new Map([["127.0.0.9", "t1"]]),
        network: new Map<string, string>(),
      };
      await tables.give(rows, true);
    });
    await engine.settled();
    controller = await openController();
    trunk = await keep(udpPeer("sbc", "127.0.0.9", places().sip));
  });
  after(() => {
    for (const peer of peers) peer.close();
  });

  test("a trunk's call comes to call control with what was called and from where, and nothing that the caller made up", async () => {
    const forged = ["X-Zhiyin-Source: user 8001@yuezhou.test", "X-Priority: high"];
    trunk.send(newRequest(trunk, "INVITE", `4008001000@${domain}`, "13800000000@carrier.test", forged));
    const invite = await controller.next("INVITE sip:cc@");
    assert.deepEqual(
      [headers(invite, "X-Zhiyin-Source"), headers(invite, "X-Zhiyin-To"), headers(invite, "X-Priority")],
      [["trunk t1"], ["4008001000"], []],
    );
    answer(controller, invite, "180 Ringing", "c1");
    await trunk.next("SIP/2.0 180");
    answer(controller, invite, "200 OK", "c1");
    const ok = await trunk.next("SIP/2.0 200");
    trunk.send(within(trunk, "ACK", ok, "", 1));
    await controller.next("ACK");
    controller.send(within(controller, "BYE", invite, "c1", 1));
    answer(trunk, await trunk.next("BYE"), "200 OK", "");
    await controller.next("SIP/2.0 200");
  });

  test("a refusal that was acknowledged is not sent again", async () => {
    const lines = newRequest(trunk, "INVITE", `4008001001@${domain}`, "13800000000@carrier.test");
    trunk.send(lines);
    const invite = await controller.next("INVITE sip:cc@");
    answer(controller, invite, "486 Busy Here", "c2");
    const refusal = await trunk.next("SIP/2.0 486");
    const own = (name: string) => lines.find((line) => line.startsWith(`${name}:`))!;
    const to = `To: ${headers(refusal, "To")[0]}`;
    const cseq = own("CSeq").replace("INVITE", "ACK");
    trunk.send([`ACK ${lines[0]!.split(" ")[1]} SIP/2.0`, own("Via"), own("From"), to, own("Call-ID"), cseq]);
    await assert.rejects(trunk.next("SIP/2.0 486"), /no SIP/);
  });

  test("who hangs up reaches the call control that is there now, though the call began with another", async () => {
    trunk.send(newRequest(trunk, "INVITE", `4008001000@${domain}`, "13800000000@carrier.test"));
    const invite = await controller.next("INVITE");
    answer(controller, invite, "200 OK", "c2");
    const ok = await trunk.next("SIP/2.0 200");
    controller.close();
    const next = await openController();
    trunk.send(within(trunk, "BYE", ok, "", 2));
    const bye = await next.next("BYE");
    assert.equal(headers(bye, "Call-ID")[0], headers(invite, "Call-ID")[0]);
    answer(next, bye, "200 OK", "");
    await trunk.next("SIP/2.0 200");
    // and it can end calls that it has only read of
    next.send(within(next, "BYE", invite, "c2", 2));
    await trunk.next("BYE");
    controller = next;
  });

  test("a person's devices all ring: a desk phone and a browser; each is reached again within the call", async () => {
    const desk = await keep(udpPeer("8001", "127.0.0.2", places().sip));
    const browser = await keep(wsPeer("8001", places().ws));
    const signedIn = async () => [
      (await engine.registered()).has(`8001@${domain}`),
      await engine.hasTelephone(`8001@${domain}`),
    ];
    assert.deepEqual(await signedIn(), [false, false]);
    await register(browser, `8001@${domain}`);
    assert.deepEqual(await signedIn(), [true, false], "a page is no telephone on a desk");
    await register(desk, `8001@${domain}`);
    assert.deepEqual(await signedIn(), [true, true]);
    controller.send(newRequest(controller, "INVITE", `8001@${domain}`, `zhiyin@${domain}`, ["X-Call: 7"]));
    const [atDesk, atBrowser] = await Promise.all([desk.next("INVITE"), browser.next("INVITE")]);
    assert.deepEqual([headers(atDesk, "X-Call"), headers(atBrowser, "X-Call")], [["7"], ["7"]]);
    answer(desk, atDesk, "180 Ringing", "d1");
    await controller.next("SIP/2.0 180");
    answer(browser, atBrowser, "200 OK", "b1");
    const ok = await controller.next("SIP/2.0 200");
    controller.send(within(controller, "ACK", ok, "", 1));
    await browser.next("ACK");
    answer(desk, await desk.next("CANCEL"), "200 OK", "");
    controller.send(within(controller, "INVITE", ok, "", 2));
    await browser.next("INVITE");
    browser.send(within(browser, "BYE", atBrowser, "b1", 1));
    await controller.next("BYE");
  });

  test("a device that calls out is who it has proved to be", async () => {
    const browser = await keep(wsPeer("8002", places().ws));
    await register(browser, `8002@${domain}`);
    browser.send(
      newRequest(browser, "INVITE", `02112345678@${domain}`, `8002@${domain}`, ["X-Zhiyin-Source: trunk t1"]),
    );
    const invite = await controller.next("INVITE");
    assert.deepEqual(headers(invite, "X-Zhiyin-Source"), [`user 8002@${domain}`]);
    answer(controller, invite, "486 Busy Here", "c3");
    await browser.next("SIP/2.0 486");
    browser.send(newRequest(browser, "INVITE", `02112345678@${domain}`, `8001@${domain}`));
    await browser.next("SIP/2.0 403");
    browser.send(newRequest(browser, "INVITE", "8001@192.0.2.1", `8002@${domain}`));
    assert.deepEqual(
      headers(await controller.next("INVITE"), "X-Zhiyin-To"),
      ["8001"],
      "whatever it names, call control decides",
    );
  });

  test("a desk phone proves it for every call", async () => {
    const desk = await keep(udpPeer("8002", "127.0.0.3", places().sip));
    await register(desk, `8002@${domain}`);
    const asking = askWithPassword(desk, ["INVITE", `10086@${domain}`, `8002@${domain}`], "secret");
    const invite = await controller.next("INVITE");
    assert.deepEqual(headers(invite, "Proxy-Authorization"), []);
    answer(controller, invite, "200 OK", "c4");
    const ok = await asking;
    desk.send(within(desk, "ACK", ok, "", 2));
    await controller.next("ACK");
    controller.send(within(controller, "BYE", invite, "c4", 1));
    await desk.next("BYE");
  });

  test("call control calls a trunk, which learns nothing of ours; who has no device is not available", async () => {
    const number = `02187654321@${trunk.contact.split("@")[1]}`;
    controller.send(newRequest(controller, "INVITE", number, `4008001000@${domain}`, ["X-Call: 7"]));
    const invite = await trunk.next("INVITE");
    assert.deepEqual(headers(invite, "X-Call"), []);
    answer(trunk, invite, "503 Service Unavailable", "t1");
    await controller.next("SIP/2.0 503");
    controller.send(newRequest(controller, "INVITE", `8099@${domain}`, `zhiyin@${domain}`));
    await controller.next("SIP/2.0 480");
  });

  test("a call outlives the edge killed with -9: whoever hangs up then is heard", async () => {
    const desk = await keep(udpPeer("8002", "127.0.0.4", places().sip));
    const asking = askWithPassword(desk, ["INVITE", `10086@${domain}`, `8002@${domain}`], "secret");
    const invite = await controller.next("INVITE");
    answer(controller, invite, "200 OK", "c5");
    const ok = await asking;
    desk.send(within(desk, "ACK", ok, "", 2));
    await controller.next("ACK");
    process.kill(pidsBelow(folder).kamailio[0]!, "SIGKILL");
    await until(() => engine.facts().state === "starting");
    await until(() => engine.facts().state === "on");
    controller = await openController();
    const bye = within(desk, "BYE", ok, "", 3);
    desk.send(bye);
    const challenge = await desk.next("SIP/2.0 407");
    const target = /^BYE sip:(\S+)/.exec(bye[0]!)![1]!;
    const proof = authorize({ status: 407, text: challenge }, "BYE", target, "8002", "secret");
    desk.send([...within(desk, "BYE", ok, "", 4), proof]);
    const heard = await controller.next("BYE");
    assert.equal(headers(heard, "Call-ID")[0], headers(invite, "Call-ID")[0]);
    controller.send(within(controller, "BYE", invite, "c5", 2));
    await desk.next("BYE");
  });

  test("plain SIP over TCP finds nobody at the WebSockets' port", async () => {
    const socket = connect(places().ws, "127.0.0.1");
    socket.write(
      `OPTIONS sip:${domain} SIP/2.0\r\nVia: SIP/2.0/TCP a;branch=z9hG4bKx\r\nFrom: <sip:a@b>;tag=1\r\nTo: <sip:a@b>\r\nCall-ID: x\r\nCSeq: 1 OPTIONS\r\nContent-Length: 0\r\n\r\n`,
    );
    let heard = "";
    socket.on("data", (bytes) => (heard += String(bytes)));
    await new Promise((resolve) => setTimeout(resolve, 300));
    socket.destroy();
    assert.equal(heard, "");
  });
});
