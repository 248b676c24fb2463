import { fresh, invite, notHere, request, response, type SipSample, taken } from "./sip_message.ts";

/** What keeps the grammar and makes no sense (sections 3.2 to 3.4). */
export const wellFormed: SipSample[] = [
  {
    name: "badbranch",
    section: "3.2.1",
    about: "a branch that is nothing but its cookie",
    sane: [400, 200, "none"],
    write: (at) => request(at, "OPTIONS", { Via: `SIP/2.0/UDP ${at};rport;branch=z9hG4bK` }),
  },
  {
    name: "insuf",
    section: "3.3.1",
    about: "no Call-ID, From or To",
    sane: [400, "none"],
    write: (at) => invite(at, { "Call-ID": undefined, From: undefined, To: undefined }),
  },
  {
    name: "unkscm",
    section: "3.3.2",
    about: "a scheme that does not exist",
    sane: [416, 400, "none"],
    write: (at) => request(at, "OPTIONS", {}, { uri: "nobodyKnowsThisScheme:totallyopaquecontent" }),
  },
  {
    name: "novelsc",
    section: "3.3.3",
    about: "a scheme that is known and odd here",
    sane: [416, 400, "none"],
    write: (at) => request(at, "OPTIONS", {}, { uri: "soap.beep://192.0.2.103:3002" }),
  },
  {
    name: "unksm2",
    section: "3.3.4",
    about: "such schemes in To, From and Contact",
    sane: [400, 403, 404, 416, "none"],
    write: (at) =>
      request(at, "REGISTER", {
        To: "isbn:2983792873",
        From: "<http://www.torture.test>;tag=3234233",
        Contact: `<name:caller@${at}>`,
      }),
  },
  {
    name: "bext01",
    section: "3.3.5",
    about: "extensions that it requires and nobody has",
    sane: [420, "none"],
    write: (at) =>
      request(
        at,
        "OPTIONS",
        {},
        {
          more: [
            ["Require", "nothingSupportsThis, nothingSupportsThisEither"],
            ["Proxy-Require", "noProxiesSupportThis, norDoAnyProxiesSupportThis"],
          ],
        },
      ),
  },
  {
    name: "invut",
    section: "3.3.6",
    about: "a body of a kind that nobody knows",
    sane: [415, ...taken],
    isCall: true,
    write: (at) =>
      invite(at, { "Content-Type": "application/unknownformat" }, { body: '<audio><pcmu port="443"/></audio>' }),
  },
  {
    name: "regaut01",
    section: "3.3.7",
    about: "a way to prove oneself that nobody knows",
    sane: [401, 403],
    write: (at) =>
      request(
        at,
        "REGISTER",
        {},
        { uri: "sip:torture.test", more: [["Authorization", "NoOneKnowsThisScheme opaque-data=here"]] },
      ),
  },
  {
    name: "multi01",
    section: "3.3.8",
    about: "headers twice that may stand once",
    sane: [400, "none"],
    write: (at) => {
      const id = fresh();
      return invite(
        at,
        {},
        {
          more: [
            ["CSeq", "59 INVITE"],
            ["Call-ID", `other.${id}`],
            ["To", "<sip:other@torture.test>"],
            ["From", `<sip:third@torture.test>;tag=${id}`],
            ["Max-Forwards", "5"],
          ],
        },
      );
    },
  },
  {
    name: "mcl01",
    section: "3.3.9",
    about: "two lengths that differ",
    sane: [400, "none"],
    write: (at) =>
      request(at, "OPTIONS", {}, { more: [["Content-Length", "13"]], body: "There's no way to know how long this is" }),
  },
  {
    name: "bcast",
    section: "3.3.10",
    about: "an answer whose next hop is everybody",
    sane: ["none"],
    write: (at) =>
      response(
        at,
        "200 OK",
        "INVITE",
        `SIP/2.0/UDP ${at};branch=z9hG4bK${fresh()}, SIP/2.0/UDP 255.255.255.255;branch=z9hG4bK1saber23`,
      ),
  },
  {
    name: "zeromf",
    section: "3.3.11",
    about: "no hop is left",
    sane: [483, 200],
    write: (at) => request(at, "OPTIONS", { "Max-Forwards": "0" }),
  },
  {
    name: "cparam01",
    section: "3.3.12",
    about: "a Contact with a parameter of its own",
    sane: notHere,
    write: (at) =>
      request(at, "REGISTER", { Contact: `sip:+19725552222@${at};unknownparam` }, { uri: "sip:torture.test" }),
  },
  {
    name: "cparam02",
    section: "3.3.13",
    about: "the same within the address",
    sane: notHere,
    write: (at) =>
      request(at, "REGISTER", { Contact: `<sip:+19725552222@${at};unknownparam>` }, { uri: "sip:torture.test" }),
  },
  {
    name: "regescrt",
    section: "3.3.14",
    about: "a Contact with headers that are escaped",
    sane: notHere,
    write: (at) =>
      request(
        at,
        "REGISTER",
        { Contact: `<sip:user@${at}?Route=%3Csip:sip.torture.test%3E>` },
        { uri: "sip:torture.test" },
      ),
  },
  {
    name: "sdp01",
    section: "3.3.15",
    about: "nothing is accepted that could be answered",
    sane: [406, ...taken],
    isCall: true,
    write: (at) => invite(at, {}, { more: [["Accept", "text/nobodyKnowsThis"]] }),
  },
  {
    name: "inv2543",
    section: "3.4.1",
    about: "as it was before there were branches and tags (RFC 2543)",
    sane: [400, ...taken],
    isCall: true,
    write: (at) =>
      invite(at, {
        Via: `SIP/2.0/UDP ${at}`,
        From: "<sip:caller@torture.test>",
        "Max-Forwards": undefined,
        Contact: undefined,
      }),
  },
];
