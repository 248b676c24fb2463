import { fresh, invite, notHere, request, response, type SipSample, sdp, taken } from "./sip_message.ts";

/** What is to be taken, odd as it looks (section 3.1.1). */
export const good: SipSample[] = [
  {
    name: "wsinv",
    section: "3.1.1.1",
    about: "folded lines, blanks and tabs, mixed case, escapes and unknown headers everywhere they may stand",
    sane: [481, 403], // its To has a tag: it belongs to a call that nobody knows
    stricter: { outcome: "none", why: "Kamailio 5.6 does not read a folded CSeq" },
    write(at) {
      const id = fresh();
      const lines = [
        "INVITE sip:vivekg@127.0.0.1;unknownparam SIP/2.0",
        "TO :",
        " sip:vivekg@chair.test ;   tag    = 1918181833n",
        'from   : "J Rosenberg \\\\\\""       <sip:jdrosen@torture.test>',
        "  ;",
        `  tag = f${id}`,
        "MaX-fOrWaRdS: 0068",
        `Call-ID: wsinv.${id}`,
        "Content-Length   : 150",
        "cseq: 0009",
        "  INVITE",
        "Via  : SIP  /   2.0",
        ` /UDP`,
        `    ${at};branch=z9hG4bK${id};rport`,
        "s :",
        "NewFangledHeader:   newfangled value",
        " continued newfangled value",
        "UnknownHeaderWithUnusualValue: ;;,,;;,;",
        "Content-Type: application/sdp",
        "Route:",
        " <sip:services.torture.test;lr;unknownwith=value;unknown-no-value>",
        `v:  SIP  / 2.0  / TCP     spindle.torture.test   ;`,
        "  branch  =   z9hG4bK9ikj8  ,",
        " SIP  /    2.0   / UDP  192.0.2.7   ; branch=",
        " z9hG4bK30239",
        'm:"Quoted string \\"\\"" <sip:jdrosen@torture.test> ; newparam =',
        "      newvalue ;",
        "  secondparam ; q = 0.33",
        "",
        "",
      ];
      const body = sdp(at);
      return Buffer.from(lines.join("\r\n").replace("150", String(body.length)) + body);
    },
  },
  {
    name: "intmeth",
    section: "3.1.1.2",
    about: "a method, names and values of all characters that may stand in them",
    sane: [405, 403, 501],
    stricter: { outcome: "none", why: "Kamailio 5.6 does not read such names of headers" },
    write: (at) => {
      const method = "!interesting-Method0123456789_*+`.%indeed'~";
      return request(
        at,
        method,
        {
          To: `"BEL:\\\u0007 NUL:\\\u0000 DEL:\\\u007f" <sip:1_unusual.URI~(to-be!sure)&isn't+it$/crazy?,/;;*@torture.test>`,
          From: `token1~\` token2'+_ token3*%!.- <sip:mundane@torture.test>;fromParam''~+*_!.-%="\u0440\u0430\u0431\u043e\u0442\u0430\u044e\u0449\u0438\u0439";tag=_token~1'+\`*%!-.`,
          "extensionHeader-!.%*+_`'~": "\ufeff\u5927\u505c\u96fb",
        },
        {
          uri: "sip:1_unusual.URI~(to-be!sure)&isn't+it$/crazy?,/;;*:&it+has=1,weird!*pas$wo~d_too.(doesn't-it)@127.0.0.1",
        },
      );
    },
  },
  {
    name: "esc01",
    section: "3.1.1.3",
    about: "escapes in addresses that are not to be undone",
    isCall: true,
    sane: taken,
    write: (at) =>
      invite(
        at,
        {
          To: "<sip:%75se%72@torture.test>",
          From: "<sip:I%20have%20spaces@torture.test>;tag=938",
          Contact: `<sip:cal%6Cer@${at};%6C%72;n%61me=v%61lue%25%34%31>`,
        },
        { uri: "sip:sips%3Auser%40torture.test@127.0.0.1" },
      ),
  },
  {
    name: "escnull",
    section: "3.1.1.4",
    about: "escaped nulls in addresses of a REGISTER",
    sane: notHere,
    write: (at) =>
      request(
        at,
        "REGISTER",
        {
          To: "<sip:null-%00-null@torture.test>",
          From: "<sip:null-%00-null@torture.test>;tag=839",
          Contact: `<sip:%00@${at}>`,
        },
        {
          uri: "sip:torture.test",
          more: [
            ["L", "0"],
            ["m", `<sip:%00%00@${at}>`],
          ],
          length: null,
        },
      ),
  },
  {
    name: "esc02",
    section: "3.1.1.5",
    about: "a method with what looks like an escape and is none",
    sane: [405, 403, 501],
    write: (at) =>
      request(
        at,
        "RE%47IST%45R",
        { To: '"%Z%45" <sip:resource@torture.test>', From: '"%Z%45" <sip:resource@torture.test>;tag=f23' },
        { uri: "sip:127.0.0.1" },
      ),
  },
  {
    name: "lwsdisp",
    section: "3.1.1.6",
    about: "no blank between a name and its address",
    sane: [200, 404],
    write: (at) => request(at, "OPTIONS", { From: "caller<sip:caller@torture.test>;tag=323" }),
  },
  {
    name: "longreq",
    section: "3.1.1.7",
    about: "long values: it is three thousand characters long",
    isCall: true,
    sane: taken,
    write: (at) => {
      const long = (word: string, times: number): string => word.repeat(times);
      return invite(
        at,
        {
          To: `"I have a user name of ${long("extreme ", 30)}proportion"<sip:user@torture.test:6000;unknownparam1=${long("very", 20)}longvalue;longparam${long("name", 25)}=shortvalue;very${long("long", 25)}ParameterNameWithNoValue>`,
          From: `<sip:${long("amazinglylongcallername", 5)}@torture.test>;tag=12${long("982", 50)}424;unknownheaderparam${long("name", 20)}=${long("value", 15)};unknownValueless${long("paramname", 10)}`,
          "Call-ID": `longreq.one${long("really", 20)}longcallid.${fresh()}`,
        },
        {
          more: [
            [
              `Unknown-${long("Long", 20)}-Name`,
              `unknown-${long("long", 20)}-value; unknown-${long("long", 20)}-parameter-name = unknown-${long("long", 20)}-parameter-value`,
            ],
            ...Array.from({ length: 33 }, (_, index) => ["Via", `SIP/2.0/TCP sip${33 - index}.torture.test`] as const),
          ],
        },
      );
    },
  },
  {
    name: "dblreq",
    section: "3.1.1.8",
    about: "a second request after the body, in the same datagram, which is nothing",
    sane: notHere,
    stricter: { outcome: 400, why: "what is longer than it says is refused, as what is shorter" },
    write: (at) =>
      Buffer.concat([
        request(
          at,
          "REGISTER",
          { To: "<sip:j.user@torture.test>", From: "<sip:j.user@torture.test>;tag=43" },
          { uri: "sip:torture.test" },
        ),
        invite(at),
      ]),
  },
  {
    name: "semiuri",
    section: "3.1.1.9",
    about: "a semicolon within the user of an address",
    sane: [200, 404],
    write: (at) => request(at, "OPTIONS", {}, { uri: "sip:user;par=u%40torture.test@127.0.0.1" }),
  },
  {
    name: "transports",
    section: "3.1.1.10",
    about: "transports that nobody knows among the Via headers",
    sane: [200, 404],
    write: (at) =>
      request(
        at,
        "OPTIONS",
        {},
        {
          more: ["SCTP", "TLS", "UNKNOWN", "TCP"].map(
            (one) => ["Via", `SIP/2.0/${one} t.torture.test;branch=z9hG4bK${fresh()}`] as const,
          ),
        },
      ),
  },
  {
    name: "mpart01",
    section: "3.1.1.11",
    about: "a MESSAGE of several parts, one of them with any bytes",
    sane: [405, 403, 415],
    write: (at) => {
      const edge = "7a9cbec02ceef655";
      const part = (head: string, content: Buffer): Buffer =>
        Buffer.concat([Buffer.from(`--${edge}\r\n${head}\r\n\r\n`), content, Buffer.from("\r\n")]);
      const bytes = Buffer.from(Array.from({ length: 256 }, (_, index) => index));
      const body = Buffer.concat([
        part("Content-Type: text/plain", Buffer.from("Hello")),
        part("Content-Type: application/octet-stream\r\nContent-Transfer-Encoding: binary", bytes),
        Buffer.from(`--${edge}--`),
      ]);
      return request(at, "MESSAGE", { "Content-Type": `multipart/mixed;boundary=${edge}` }, { body });
    },
  },
  {
    name: "unreason",
    section: "3.1.1.12",
    about: "a reason of commas, tabs and other alphabets",
    sane: ["none"],
    write: (at) => response(at, "200 = 2**3 * 5**2 \u043d\u043e \u0441\u0442\u043e"),
  },
  {
    name: "noreason",
    section: "3.1.1.13",
    about: "no reason at all",
    sane: ["none"],
    write: (at) => response(at, "100 "),
  },
];
