import { Grammar, NameAddrHeader, URI } from "sip.js";

/** What a header says, in its plainest form; undefined where it has another, which may be as good. */
type Reader = (text: string) => unknown;

const octet = "(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)";
const host = `(?:(?<ip>(?:${octet}\\.){3}${octet})|(?<name>(?:[a-zA-Z0-9][a-zA-Z0-9-]*\\.)*[a-zA-Z][a-zA-Z0-9]*))`;
const port = "(?::(?<port>\\d{1,5}))?";
const parameters = (group: string): string => `(?<${group}>(?:;[a-zA-Z0-9-]+(?:=[a-zA-Z0-9._~+-]+)?)*)`;
const uri = `(?<scheme>sips?):(?:(?<user>[a-zA-Z0-9+._-]+)@)?${host}${port}${parameters("own")}`;
const method = "INVITE|ACK|BYE|CANCEL|OPTIONS|REGISTER|INFO|NOTIFY|MESSAGE|UPDATE|PRACK|REFER|SUBSCRIBE";

const addressForm = new RegExp(
  `^(?:"(?<display>[ !#-\\[\\]-~\\u0080-\\uffff]*)" ?)?<${uri}>${parameters("parameters")}$`,
);
const requestForm = new RegExp(`^(?<method>${method}) ${uri} SIP/2\\.0$`);
const responseForm = /^SIP\/2\.0 (?<status>[1-6]\d\d) (?<reason>[a-zA-Z ]*)$/;
const viaForm = new RegExp(`^SIP/2\\.0/(?<transport>WSS?|TCP|UDP|TLS) {1,2}${host}${port}${parameters("parameters")}$`);
const sequenceForm = new RegExp(`^(?<value>\\d{1,9}) (?<method>${method})$`);
const callIdForm = /^[a-zA-Z0-9._-]+(?:@[a-zA-Z0-9._-]+)?$/;

const readers: Readonly<Record<string, Reader>> = {
  Request_Response: readFirstLine,
  Via: readVia,
  From: (text) => readAddress(text, []),
  To: (text) => readAddress(text, []),
  Contact: (text) => alone(text, readAddress(text, ["q", "expires"])),
  Record_Route: (text) => alone(text, readAddress(text, [])),
  Call_ID: (text) => (callIdForm.test(text) ? text : undefined),
  CSeq: readSequence,
  Content_Length: readCount,
  Max_Forwards: readCount,
  Content_Type: (text) => (text === "application/sdp" ? text : undefined),
  SIP_URI: readUri,
};

/**
 * SIP.js makes its parser anew for each header, which costs more than all else that is done with a message. What our edge writes has nearly
 * always the plainest form there is: that is read here, to the very same result; whatever has another form is left to SIP.js.
 */
export function readPlainHeaders(): void {
  Object.assign(Grammar, { parse: (text: string, rule: string) => readPlain(text, rule) ?? parseAny(text, rule) });
}

/** SIP.js's own, which takes every form. -1: it is malformed. */
export const parseAny = Grammar.parse;

/** @param rule of SIP.js's grammar. @returns undefined where it is of no plain form */
export const readPlain = (text: string, rule: string): unknown => readers[rule]?.(text);

function readFirstLine(text: string): unknown {
  const response = responseForm.exec(text)?.groups;
  if (response)
    return { sip_version: "SIP/2.0", status_code: Number(response.status), reason_phrase: response.reason! };
  const request = requestForm.exec(text)?.groups;
  const target = request && uriOf(request);
  return target && { method: request.method!, uri: target, sip_version: "SIP/2.0" };
}

const uriForm = new RegExp(`^${uri}$`);

function readUri(text: string): URI | undefined {
  const found = uriForm.exec(text)?.groups;
  return found && uriOf(found);
}

type Groups = Record<string, string | undefined>;

/** These have a meaning of their own in an address: the grammar reads them. */
const special = /^(?:user|method|ttl|maddr|lr.+)$/i;
const transports = /^(?:udp|tcp|sctp|tls|wss?)$/i;

function uriOf({ scheme, user, ip, name, port: at, own }: Groups): URI | undefined {
  const given: Record<string, string | null> = {};
  for (const [key, value] of pairsOf(own!)) {
    const isTransport = key === "transport" && value !== undefined;
    if (special.test(key) || (key === "lr" && value !== undefined)) return undefined;
    if (isTransport && !transports.test(value)) return undefined;
    given[key] = isTransport ? value.toLowerCase() : (value ?? null);
  }
  return new URI(scheme!, user!, ip ?? name!, at === undefined ? undefined : Number(at), given);
}

function readAddress(text: string, unread: readonly string[]): NameAddrHeader | undefined {
  const found = addressForm.exec(text)?.groups;
  const target = found && uriOf(found);
  if (!target) return undefined;
  const given = pairsOf(found.parameters!);
  if (given.some(([key]) => unread.includes(key))) return undefined;
  return new NameAddrHeader(target, found.display!, Object.fromEntries(given) as Record<string, string>);
}

/** A header of which there may be several in a line, as SIP.js cuts it. */
const alone = (text: string, parsed: NameAddrHeader | undefined): unknown =>
  parsed && [{ position: text.length, offset: 0, parsed }];

function readVia(text: string): unknown {
  const found = viaForm.exec(text)?.groups;
  if (!found) return undefined;
  const { transport, ip, name, port: at } = found;
  const via: Record<string, unknown> = { protocol: "SIP", transport, host: ip ?? name };
  via.host_type = ip === undefined ? "domain" : "IPv4";
  if (at !== undefined) via.port = Number(at);
  const others: Record<string, string | undefined> = {};
  for (const [key, value] of pairsOf(found.parameters!)) {
    if (key === "ttl" || key === "maddr") return undefined;
    if (key === "received" || key === "rport") {
      if (value === undefined || !(key === "rport" ? digits : addressAlone).test(value)) return undefined;
      if (key === "received") via.host_type = "IPv4";
      via[key] = value;
    } else if (key === "branch" && value !== undefined) via.branch = value;
    else others[key] = value;
  }
  if (Object.keys(others).length > 0) via.params = others;
  return via;
}

const digits = /^\d{1,5}$/;
const addressAlone = new RegExp(`^(?:${octet}\\.){3}${octet}$`);

function readSequence(text: string): unknown {
  const found = sequenceForm.exec(text)?.groups;
  return found && { value: Number(found.value), method: found.method! };
}

function readCount(text: string): number | undefined {
  return /^\d{1,9}$/.test(text) ? Number(text) : undefined;
}

/** `;a=b;c`, names in lower case. */
const pairsOf = (text: string): [key: string, value: string | undefined][] =>
  text === ""
    ? []
    : text
        .slice(1)
        .split(";")
        .map((one) => {
          const equals = one.indexOf("=");
          return equals < 0
            ? [one.toLowerCase(), undefined]
            : [one.slice(0, equals).toLowerCase(), one.slice(equals + 1)];
        });
