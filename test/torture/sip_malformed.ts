import { fresh, invite, replaced, request, response, type SipSample, taken } from "./sip_message.ts";

/** What breaks the grammar (section 3.1.2). */
export const malformed: SipSample[] = [
  {
    name: "badinv01",
    section: "3.1.2.1",
    about: "separators with nothing between them",
    sane: [400, "none"],
    write: (at) =>
      replaced(
        invite(at, { Contact: `"Joe" <sip:joe@${at}>;;;;`, Via: `SIP/2.0/UDP ${at};;,;,,;branch=z9hG4bK${fresh()}` }),
        "To: <sip:5550199@127.0.0.1>",
        "To: sip:j.user@torture.test;;;;",
      ),
  },
  {
    name: "clerr",
    section: "3.1.2.2",
    about: "a Content-Length beyond the datagram",
    sane: [400, "none"],
    write: (at) => invite(at, {}, { length: "9999" }),
  },
  {
    name: "ncl",
    section: "3.1.2.3",
    about: "a Content-Length below nought",
    sane: [400, "none"],
    write: (at) => invite(at, {}, { length: "-999" }),
  },
  {
    name: "scalar02",
    section: "3.1.2.4",
    about: "numbers too large for their fields",
    sane: [400, 403, "none"],
    write: (at) =>
      request(
        at,
        "REGISTER",
        {
          CSeq: "36893488147419103232 REGISTER",
          "Max-Forwards": "300",
          Contact: `<sip:caller@${at}>;expires=280297596632815`,
        },
        { more: [["Expires", "10000000000000000000000000"]] },
      ),
  },
  {
    name: "scalarlg",
    section: "3.1.2.5",
    about: "the same in an answer",
    sane: ["none"],
    write: (at) =>
      replaced(
        response(at, "503 Service Unavailable"),
        "CSeq: 9 ",
        "Retry-After: 949302838503028349304023988\r\nCSeq: 9292394834772304023312 ",
      ),
  },
  {
    name: "quotbal",
    section: "3.1.2.6",
    about: "a name in quotes that do not end",
    sane: [400, "none"],
    write: (at) => invite(at, { To: '"Mr. J. User <sip:j.user@torture.test>' }),
  },
  {
    name: "ltgtruri",
    section: "3.1.2.7",
    about: "brackets around the Request-URI",
    sane: [400, "none"],
    write: (at) => invite(at, {}, { uri: "<sip:user@127.0.0.1>" }),
  },
  {
    name: "lwsruri",
    section: "3.1.2.8",
    about: "a blank within the Request-URI",
    sane: [400, "none"],
    write: (at) => invite(at, {}, { uri: "sip:user@127.0.0.1; lr" }),
  },
  {
    name: "lwsstart",
    section: "3.1.2.9",
    about: "several blanks in the first line",
    sane: [400, ...taken, "none"],
    isCall: true,
    write: (at) => replaced(invite(at), "INVITE ", "INVITE  "),
  },
  {
    name: "trws",
    section: "3.1.2.10",
    about: "blanks at the end of the first line",
    sane: [400, 200, 404, "none"],
    write: (at) => replaced(request(at, "OPTIONS"), "SIP/2.0\r\n", "SIP/2.0  \r\n"),
  },
  {
    name: "escruri",
    section: "3.1.2.11",
    about: "headers in the Request-URI",
    sane: [400, ...taken, "none"],
    isCall: true,
    write: (at) => invite(at, {}, { uri: "sip:user@127.0.0.1?Route=%3Csip:torture.test%3E" }),
  },
  {
    name: "baddate",
    section: "3.1.2.12",
    about: "a time zone that is not GMT",
    sane: [400, ...taken, "none"],
    isCall: true,
    write: (at) => invite(at, {}, { more: [["Date", "Fri, 01 Jan 2010 16:00:00 EST"]] }),
  },
  {
    name: "regbadct",
    section: "3.1.2.13",
    about: "a Contact with headers and no brackets",
    sane: [400, 403, "none"],
    write: (at) =>
      request(
        at,
        "REGISTER",
        { Contact: `sip:user@${at}?Route=%3Csip:sip.torture.test%3E` },
        { uri: "sip:torture.test" },
      ),
  },
  {
    name: "badaspec",
    section: "3.1.2.14",
    about: "blanks within an address",
    sane: [400, 200, "none"],
    write: (at) => request(at, "OPTIONS", { To: '"Watson, Thomas" < sip:t.watson@torture.test >' }),
  },
  {
    name: "baddn",
    section: "3.1.2.15",
    about: "a name that should be quoted",
    sane: [400, 200, "none"],
    write: (at) => request(at, "OPTIONS", { From: `Bell, Alexander <sip:a.g.bell@torture.test>;tag=43` }),
  },
  {
    name: "badvers",
    section: "3.1.2.16",
    about: "a version of the protocol that does not exist",
    sane: [400, 505, "none"],
    write: (at) => request(at, "OPTIONS", {}, { version: "SIP/7.0" }),
  },
  {
    name: "mismatch01",
    section: "3.1.2.17",
    about: "another method in CSeq",
    sane: [400, "none"],
    write: (at) => request(at, "OPTIONS", { CSeq: "8 INVITE" }),
  },
  {
    name: "mismatch02",
    section: "3.1.2.18",
    about: "the same with a method that nobody knows",
    sane: [400, 501, "none"],
    write: (at) => request(at, "NEWMETHOD", { CSeq: "8 INVITE" }),
  },
  {
    name: "bigcode",
    section: "3.1.2.19",
    about: "an answer beyond all statuses",
    sane: ["none"],
    write: (at) => response(at, "4294967301 better not break the receiver"),
  },
];
