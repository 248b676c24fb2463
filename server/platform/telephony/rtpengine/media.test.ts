import assert from "node:assert/strict";
import { test } from "node:test";
import { nobodyFor, offerRing, type Pairs, type Party, pair, partnersOf, rewire } from "./media.ts";
import type { NgCommand } from "./ng.ts";

const party = (tag: string, profile: "rtp" | "web" = "rtp"): Party => ({ tag, profile, sdp: `sdp of ${tag}` });
const parties = new Map(["a", "b", "c", "d"].map((tag) => [tag, party(tag)]));
const pairs = (...joined: string[]): Pairs =>
  new Map([...parties.keys()].map((tag) => [tag, joined.find((two) => two.includes(tag))?.replace(tag, "") ?? null]));
const steps = (commands: NgCommand[]) => commands.map((one) => `${one.command} ${one["from-tag"]}>${one["to-tag"]}`);
const way = (before: Pairs, after: Pairs) => steps(rewire("call", before, after, parties));

test("a pair is made by one exchange, and nothing is done for what is so already", () => {
  assert.deepEqual(way(pairs(), pairs("ab")), ["offer a>b", "answer a>b"]);
  assert.deepEqual(way(pairs("ab"), pairs("ab")), []);
  assert.deepEqual(way(pairs("ab"), pairs("ab", "cd")), ["offer c>d", "answer c>d"]);
});

test("who leaves a partner is parked before anybody is paired anew", () => {
  assert.deepEqual(way(pairs("ab"), pairs()), ["offer a>a.p", "answer a>a.p", "offer b>b.p", "answer b>b.p"]);
  const consulted = way(pairs("bc"), pairs("ac"));
  assert.deepEqual(consulted.slice(-2), ["offer a>c", "answer a>c"]);
  assert.deepEqual(consulted.slice(0, -2).sort(), ["answer b>b.p", "answer c>c.p", "offer b>b.p", "offer c>c.p"]);
});

test("of every way between pairs the end is what was wanted, and no old partner is left listening", () => {
  const all = [
    pairs(),
    pairs("ab"),
    pairs("ac"),
    pairs("ad"),
    pairs("bc"),
    pairs("bd"),
    pairs("cd"),
    pairs("ab", "cd"),
    pairs("ac", "bd"),
  ];
  for (const before of all) {
    for (const after of all) {
      // as rtpengine: an exchange makes its two hear each other and takes from each of them who listened to it
      const listens = new Map([...before].flatMap(([tag, partner]) => (partner ? [[tag, new Set([partner])]] : [])));
      for (const { command, "from-tag": from, "to-tag": to } of rewire("call", before, after, parties)) {
        if (command !== "answer") continue;
        for (const [listener, heard] of listens) {
          for (const tag of [from, to] as string[]) if (listener !== from && listener !== to) heard.delete(tag);
        }
        listens.set(from as string, new Set([to as string]));
        listens.set(to as string, new Set([from as string]));
      }
      for (const [tag, partner] of after) {
        const heard = [...(listens.get(tag) ?? [])].filter((other) => !other.endsWith(".p"));
        assert.deepEqual(heard, partner ? [partner] : [], JSON.stringify([[...before], [...after]]));
      }
    }
  }
});

test("each side gets the face of what it is: plain RTP for phones, ICE and DTLS for browsers", () => {
  const [offer, answer] = pair("call", party("phone"), party("browser", "web"), { inside: "in", outside: "out" });
  assert.equal(offer["transport-protocol"], "UDP/TLS/RTP/SAVPF");
  assert.deepEqual(offer.direction, ["out", "out"]);
  const [parked] = pair("call", party("phone"), nobodyFor(party("phone")), { inside: "in", outside: "out" });
  assert.deepEqual(parked.direction, ["out", "in"]);
  assert.equal(answer["transport-protocol"], "RTP/AVP");
  assert.equal(answer.sdp, "sdp of browser");
  assert.equal(offerRing("call", party("browser", "web"))["transport-protocol"], "UDP/TLS/RTP/SAVPF");
});

test("two who hear each other and nobody else are a pair; all others need the mixer", () => {
  const cases: [Record<string, string[]>, string[][], string[]][] = [
    [{ a: [], b: [] }, [], []],
    [
      { a: ["b"], b: ["a"], c: [] },
      [
        ["a", "b"],
        ["b", "a"],
      ],
      [],
    ],
    [
      { a: ["b"], b: ["a"], c: ["d"], d: ["c"] },
      [
        ["a", "b"],
        ["b", "a"],
        ["c", "d"],
        ["d", "c"],
      ],
      [],
    ],
    [{ a: ["b", "c"], b: ["a", "c"], c: ["a", "b"] }, [], ["a", "b", "c"]],
    [{ a: ["b"], b: ["a"], listener: ["a", "b"] }, [], ["a", "b", "listener"]],
    [{ a: ["b"], b: ["a", "whisperer"], whisperer: ["a", "b"] }, [], ["a", "b", "whisperer"]],
    [{ a: ["b"], b: [] }, [], ["a", "b"]],
  ];
  for (const [hearing, pairsWanted, mixedWanted] of cases) {
    const { pairs: found, mixed } = partnersOf(new Map(Object.entries(hearing)));
    assert.deepEqual([[...found], [...mixed]], [pairsWanted, mixedWanted]);
  }
});
