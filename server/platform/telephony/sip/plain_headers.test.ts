import assert from "node:assert/strict";
import { test } from "node:test";
import { randomOf } from "#test/generate/random.ts";
import { sipSamples } from "#test/torture/sip_samples.ts";
import { parseAny, readPlain } from "./plain_headers.ts";

/** As our edge, telephones, browsers and trunks write them. */
const plain: Record<string, string[]> = {
  Request_Response: [
    "SIP/2.0 200 OK",
    "SIP/2.0 180 Ringing",
    "SIP/2.0 100 trying",
    "SIP/2.0 487 Request Terminated",
    "INVITE sip:cc@127.0.0.1:5066;transport=ws SIP/2.0",
    "ACK sip:cc@9q2k7b4n1c.invalid;transport=ws;ob SIP/2.0",
    "BYE sip:cc@engine.invalid SIP/2.0",
    "OPTIONS sip:127.0.0.1 SIP/2.0",
  ],
  Via: [
    "SIP/2.0/WS  127.0.0.1:5066;branch=z9hG4bK4b5f.b1a7bd3.1",
    "SIP/2.0/WS 127.0.0.1:5066;branch=z9hG4bK4b5f.b1a7bd3.0",
    "SIP/2.0/WS 9q2k7b4n1c.invalid;rport=40112;received=127.0.0.1;branch=z9hG4bK1234567",
    "SIP/2.0/UDP 192.0.2.7:5060;branch=z9hG4bK-7-1;i=1",
    "SIP/2.0/WSS test.voice.internal:8443;branch=z9hG4bK7;alias",
  ],
  From: [
    '"Zhou" <sip:+8619900001234@carrier.test:5060>;tag=12c7',
    "<sip:801@test.voice.internal>;tag=as7.k",
    '"周 先生" <sip:801@127.0.0.1;transport=UDP>;tag=1;other=2',
    '""<sip:127.0.0.1>;x',
    '" two  blanks " <sips:a@b.test>;tag=~+-_.',
  ],
  To: ["<sip:cc@engine.invalid>", "<sip:+8619900001234@127.0.0.1:5060>;tag=7p1", "<sip:a@b>;TAG=Q;y=1.2.3.4"],
  Contact: [
    "<sip:phone@127.0.0.1:5071>",
    "<sip:9q2k7b4n@9q2k7b4n1c.invalid;transport=ws;ob>",
    '"A" <sip:a@192.0.2.1:1;lr>;reg-id=1',
  ],
  Record_Route: ["<sip:127.0.0.1:5066;transport=ws;r2=on;lr;ftag=12c7>", "<sip:192.0.2.9;r2=on;lr>;z=1"],
  Call_ID: ["1-2345@127.0.0.1", "c7q8.k_2", "0f9e8d7c-6b5a-4321-8765-0123456789ab"],
  CSeq: ["1 INVITE", "314159265 BYE", "0 ACK", "7 PRACK", "8 UPDATE", "9 REFER"],
  Content_Length: ["0", "314", "007"],
  Max_Forwards: ["70", "0"],
  Content_Type: ["application/sdp"],
  SIP_URI: ["sip:801@test.voice.internal", "sip:+8619900001234@carrier.test:5060", "sip:127.0.0.1:5066;transport=tls"],
};

const shown = (rule: string, text: string) => `${rule}: ${JSON.stringify(text)}`;

test("what is written plainly is read without the grammar, as the grammar reads it", () => {
  for (const [rule, texts] of Object.entries(plain))
    for (const text of texts) {
      const read = readPlain(text, rule);
      assert.notEqual(read, undefined, `${shown(rule, text)} is plain`);
      assert.deepStrictEqual(read, parseAny(text, rule), shown(rule, text));
    }
});

test("what has other forms is left to the grammar", () => {
  const others: [rule: string, text: string][] = [
    ["From", "Zhou Wang <sip:a@b.test>;tag=1"],
    ["From", "sip:a@b.test;tag=1"],
    ["From", '"\\"" <sip:a@b.test>'],
    ["To", "<sip:a:secret@b.test>"],
    ["To", "<sip:a%20b@b.test>"],
    ["To", "<tel:+8619900001234>"],
    ["Contact", "*"],
    ["Contact", "<sip:a@b.test>;expires=60"],
    ["Contact", "<sip:a@b.test>, <sip:c@d.test>"],
    ["Record_Route", "<sip:b.test;lr=on>"],
    ["SIP_URI", "sip:a@b.test;transport=tls-sctp"],
    ["SIP_URI", "sip:a@[2001:db8::1]"],
    ["SIP_URI", "sip:a@b.test?subject=x"],
    ["Via", "SIP/2.0/WS b.test;rport;branch=1"],
    ["Via", "SIP / 2.0 / UDP b.test"],
    ["CSeq", "1 INVITED"],
    ["CSeq", "9999999999 INVITE"],
    ["Content_Length", "-1"],
    ["Call_ID", "a b"],
    ["Request_Response", "INVITE sip:a@b.test SIP/3.0"],
    ["Request_Response", "SIP/2.0 7000 OK"],
  ];
  for (const [rule, text] of others) assert.equal(readPlain(text, rule), undefined, shown(rule, text));
});

/** Of the grammar, by the names of headers in messages. */
const rules: Record<string, string> = {
  via: "Via",
  from: "From",
  to: "To",
  contact: "Contact",
  "record-route": "Record_Route",
  "call-id": "Call_ID",
  cseq: "CSeq",
  "content-length": "Content_Length",
  "max-forwards": "Max_Forwards",
  "content-type": "Content_Type",
};

function agrees(rule: string, text: string): boolean {
  const read = readPlain(text, rule);
  if (read !== undefined) assert.deepStrictEqual(read, parseAny(text, rule), shown(rule, text));
  return read !== undefined;
}

test("whatever stands in the messages of RFC 4475 is read as the grammar reads it, or left to it", () => {
  let headers = 0;
  for (const { write } of sipSamples) {
    const [first = "", ...lines] = write("127.0.0.1:5060").toString("latin1").split("\r\n\r\n")[0]!.split("\r\n");
    agrees("Request_Response", first);
    for (const line of lines) {
      const [name = "", ...rest] = line.split(":");
      const rule = rules[name.trim().toLowerCase()];
      if (!rule) continue;
      headers++;
      agrees(rule, rest.join(":").trim());
    }
  }
  assert.ok(headers > 150, `${headers} headers`);
});

test("a character more, less or other is read as the grammar reads it, or left to it", (context) => {
  const seed = Number(process.env.ZHIYIN_SEED ?? Date.now() % 1_000_000);
  context.diagnostic(`seed ${seed}`);
  const random = randomOf(seed);
  const characters = [...'"<>;:=@,./\\ *%?()[]+-_~\t\u0000aZ0lrq9é周'];
  const all = Object.entries(plain).flatMap(([rule, texts]) => texts.map((text) => [rule, text] as const));
  let read = 0;
  for (let times = 0; times < 4000; times++) {
    const [rule, text] = random.pick(all);
    const at = random.below(text.length + 1);
    const cut = random.below(3);
    const put = random.chance(0.7) ? random.pick(characters) : random.pick(all)[1].slice(0, random.below(12));
    if (agrees(rule, text.slice(0, at) + put + text.slice(at + cut))) read++;
  }
  assert.ok(read > 400, `${read} of them were plain still`);
});
