/** Scenarios for SIPp 3.6, as XML. Fields of a caller's line: number called, own number, and for ears the port of their audio. */

const head = (lines: string[]): string => [...lines, "Max-Forwards: 70"].join("\n");
const send = (attributes: string, start: string, lines: string[], body = ""): string =>
  `<send${attributes}><![CDATA[\n${start}\n${head(lines)}\n${body ? "Content-Type: application/sdp\n" : ""}Content-Length: [len]\n\n${body}\n]]></send>`;

const description = (host: string, port: string): string =>
  [
    "v=0",
    `o=bench 1 1 IN IP4 ${host}`,
    "s=-",
    `c=IN IP4 ${host}`,
    "t=0 0",
    `m=audio ${port} RTP/AVP 8 101`,
    "a=rtpmap:8 PCMA/8000",
    "a=rtpmap:101 telephone-event/8000",
    "a=ptime:20",
    "a=sendrecv",
  ].join("\n");

const scenario = (name: string, steps: string[]): string =>
  `<?xml version="1.0" encoding="us-ascii"?>\n<scenario name="${name}">\n${steps.join("\n")}\n</scenario>\n`;

const via = "Via: SIP/2.0/UDP [local_ip]:[local_port];branch=[branch]";
const from = "From: <sip:[field1]@carrier.test>;tag=[pid]c[call_number]";
const to = "To: <sip:[field0]@[remote_ip]:[remote_port]>";
const contact = "Contact: <sip:caller@[local_ip]:[local_port]>";
const play = (file: string): string => `<nop><action><exec rtp_stream="${file},-1,8"/></action></nop>`;

export interface CallerShape {
  /** A-law without a header, played without end; null: who listens to the audio says it, too. */
  tone: string | null;
  /** Address of the audio. */
  host: string;
  holdMs: number;
  /** Whether being told that the trunk is full counts as an end like any other; it is written to the log of actions. */
  mayBeBusy?: boolean;
}

/** Calls, talks for so long and hangs up. Its response time named "setup" is from INVITE to the 200 that answers it. */
export function callerScenario({ tone, host, holdMs, mayBeBusy = false }: CallerShape): string {
  const common = [via, from];
  const within = (method: string, sequence: number): string[] => [
    ...common,
    `${to}[peer_tag_param]`,
    "[routes]",
    "Call-ID: [call_id]",
    `CSeq: ${sequence} ${method}`,
    contact,
  ];
  const invite = send(
    ' retrans="500" start_rtd="setup"',
    "INVITE sip:[field0]@[remote_ip]:[remote_port] SIP/2.0",
    [...common, to, "Call-ID: [call_id]", "CSeq: 1 INVITE", contact],
    description(host, tone ? "[rtpstream_audio_port]" : "[field2]"),
  );
  const steps = [
    invite,
    ...["100", "180", "183"].map((code) => `<recv response="${code}" optional="true"/>`),
    ...(mayBeBusy ? ['<recv response="486" optional="true" next="busy"/>'] : []),
    '<recv response="200" rtd="setup" rrs="true"/>',
    send("", "ACK [next_url] SIP/2.0", within("ACK", 1)),
    ...(tone ? [play(tone)] : []),
    `<pause milliseconds="${holdMs}"/>`,
    send(' retrans="500"', "BYE [next_url] SIP/2.0", within("BYE", 2)),
    `<recv response="200"${mayBeBusy ? ' next="over"' : ""}/>`,
  ];
  if (!mayBeBusy) return scenario("caller", steps);
  // the ACK of a refusal belongs to the INVITE's transaction (RFC 3261, 17.1.1.3): its branch is that of the first step
  const refused = send("", "ACK sip:[field0]@[remote_ip]:[remote_port] SIP/2.0", [
    via.replace("[branch]", `[branch-${steps.length}]`),
    from,
    `${to}[peer_tag_param]`,
    "Call-ID: [call_id]",
    "CSeq: 1 ACK",
  ]);
  const told = '<nop><action><log message="busy"/></action></nop>';
  return scenario("caller", [...steps, '<label id="busy"/>', refused, told, '<label id="over"/>', "<nop/>"]);
}

/** Desk phones that ring, are picked up at once, say a tone and wait to be hung up. */
export function phoneScenario(tone: string): string {
  const copied = ["[last_Via:]", "[last_Record-Route:]", "[last_From:]"];
  const reply = (attributes: string, status: string, body = ""): string =>
    send(
      attributes,
      `SIP/2.0 ${status}`,
      [
        ...copied,
        "[last_To:];tag=[pid]p[call_number]",
        "[last_Call-ID:]",
        "[last_CSeq:]",
        "Contact: <sip:phone@[local_ip]:[local_port]>",
      ],
      body,
    );
  return scenario("phone", [
    '<recv request="INVITE"/>',
    reply("", "180 Ringing"),
    reply(' retrans="500"', "200 OK", description("[media_ip]", "[rtpstream_audio_port]")),
    '<recv request="ACK"/>',
    play(tone),
    '<recv request="BYE"/>',
    send("", "SIP/2.0 200 OK", ["[last_Via:]", "[last_From:]", "[last_To:]", "[last_Call-ID:]", "[last_CSeq:]"]),
  ]);
}
