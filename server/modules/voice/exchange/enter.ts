import { sql } from "kysely";
import type { Db } from "../../../platform/database/types.ts";
import { Problem } from "../../../platform/problem.ts";
import type { EngineEvent, RejectCause } from "../../../platform/telephony/adapter.ts";
import { displayPhone } from "../../../platform/text/phone.ts";
import { loadPolicy } from "../../people/index.ts";
import { requireCallable } from "../callable.ts";
import { callerIdFor, type Shown } from "../caller_id.ts";
import { readName, readOddNumber } from "../caller_name.ts";
import type { Party, Terms } from "../control/call.ts";
import type { Opening } from "../control/event.ts";
import { type Rung, ringPlan } from "../control/ring_plan.ts";
import { countryOf, type Dialled, readCaller, readDialled, writeNumber } from "../dial_plan.ts";
import { loadDialRules } from "../dial_rules.ts";
import { type Match, matchNumber } from "../match.ts";
import { type RecordingTerms, recordingTerms, unrecorded } from "../recording/terms.ts";
import { type Desk, peopleAt, userAt } from "./people.ts";

export type Incoming = Extract<EngineEvent, { kind: "leg.incoming" }>;

/** How a call begins, and what its row says beside what control knows. */
export interface Entered {
  opening: Opening;
  facts: {
    number_id: string | null;
    client_id: string | null;
    their_digits: string | null;
    their_name: string | null;
    /** One only where the number is one customer's. */
    match: Match | null;
  };
}

/** What a leg that came in wants, or why it is refused. */
export async function enter(db: Db, incoming: Incoming, desk: Desk): Promise<Entered | { refused: RejectCause }> {
  const { source } = incoming;
  if (source.kind === "trunk") return await enterFromOutside(db, incoming, source.trunkId, desk);
  const user = await userAt(db, source.address, desk.domain);
  if (!user) return { refused: "declined" };
  return await enterFromInside(db, incoming, { ...user, address: source.address }, desk);
}

async function enterFromOutside(db: Db, incoming: Incoming, trunkId: string, desk: Desk) {
  const rules = await loadDialRules(db);
  const digits = readCaller(incoming.to, rules) ?? incoming.to;
  const { rows } = await sql<{
    id: string;
    client_id: string | null;
    user_id: string | null;
    team_id: string | null;
    ring_seconds: number;
  }>`
    select n.id, n.client_id, n.user_id, n.team_id, n.ring_seconds from voice_number n join trunk t on t.id = n.trunk_id
     where n.digits = ${digits} and n.trunk_id = ${trunkId} and n.retired_at is null and t.is_on and t.retired_at is null`.execute(
    db,
  );
  const number = rows[0];
  if (!number) return { refused: "not_found" as const };
  const their = readCaller(incoming.from.number, rules);
  const told = their ?? readOddNumber(incoming.from.number);
  const target: Rung["target"] = number.user_id
    ? { kind: "user", userId: number.user_id }
    : { kind: "team", teamId: number.team_id! };
  const [people, matches, recording] = await Promise.all([
    peopleAt(db, desk, target),
    their ? matchNumber(db, their, number.client_id) : [],
    recordingTerms(db, number.id, desk.promptFolder),
  ]);
  const wanted = ringPlan({ target, timeoutMs: number.ring_seconds * 1000 }, people);
  const name = readName(incoming.from.name);
  const party: Party =
    told === null ? { kind: "outside", number: null, name } : { kind: "outside", number: told, name };
  const opening: Opening = {
    callId: incoming.callId,
    direction: "inbound",
    caller: { kind: "incoming", legId: incoming.legId, party },
    wanted,
    greeting: recording.told,
    terms: termsOf(digits, { number: told ?? "anonymous", name }, { number: digits, name: null }, recording),
  };
  return {
    opening,
    facts: {
      number_id: number.id,
      client_id: number.client_id,
      their_digits: told,
      their_name: name,
      match: matches.length === 1 ? matches[0]! : null,
    },
  };
}

interface Calling {
  userId: string;
  teamId: string | null;
  name: string;
  digits: string;
  address: string;
}

async function enterFromInside(
  db: Db,
  incoming: Incoming,
  user: Calling,
  desk: Desk,
): Promise<Entered | { refused: RejectCause }> {
  if ((await callsOf(db, user.userId)) >= mostCalls) return { refused: "busy" };
  const caller: Opening["caller"] = {
    kind: "incoming",
    legId: incoming.legId,
    party: { kind: "user", userId: user.userId, address: user.address },
  };
  return await placeCall(db, { callId: incoming.callId, caller, user, typed: incoming.to, clientId: null }, desk);
}

/** What one person can have in hand at once; a stolen password of a desk phone calls no more than that. */
const mostCalls = 3;

async function callsOf(db: Db, userId: string): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*)::int as count from call_person where user_id = ${userId} and occupation in ('ringing', 'in_call')`.execute(
    db,
  );
  return rows[0]!.count;
}

export interface Placing {
  callId: string;
  caller: Opening["caller"];
  user: Calling;
  typed: string;
  clientId: string | null;
  match?: Match | null;
}

/** A call that a person of ours makes, from a device or the page: to a colleague, or to a number by the trunk of the number shown. */
export async function placeCall(
  db: Db,
  { callId, caller, user, typed, clientId, match }: Placing,
  desk: Desk,
): Promise<Entered | { refused: RejectCause }> {
  const rules = await loadDialRules(db);
  const dialled = readDialled(typed, rules);
  if (dialled.kind === "refused") return { refused: "not_found" };
  const me = { number: user.digits, name: user.name };
  if (dialled.kind === "extension") {
    const people = await peopleAt(db, desk, { kind: "extension", digits: dialled.extension });
    const [wanted] = people;
    const opening: Opening = {
      callId,
      direction: "internal",
      caller,
      wanted: ringPlan({ target: { kind: "user", userId: wanted?.userId ?? "" }, timeoutMs: 30_000 }, people),
      greeting: null,
      terms: termsOf(dialled.extension, me, me, unrecorded),
    };
    return { opening, facts: { ...noFacts, their_digits: dialled.extension } };
  }
  const shown = await callerIdFor(db, user.teamId, clientId, countryOf(dialled));
  if (!shown) return { refused: "unavailable" };
  const e164 = dialled.kind === "number" ? dialled.e164 : dialled.digits;
  const number = dialled.kind === "number" ? await asTrunkWants(db, shown, e164, rules.country) : e164;
  if (!(await isCallable(db, user.userId, dialled, { clientId, match }))) return { refused: "declined" };
  const party: Party = { kind: "outside", number: e164, name: null };
  const recording = await recordingTerms(db, null, desk.promptFolder);
  const named = { number: e164, name: displayPhone(e164) };
  const found = match ?? only(await matchNumber(db, e164, clientId));
  return {
    opening: {
      callId,
      direction: "outbound",
      caller,
      wanted: {
        rings: [{ party, target: { kind: "trunk", trunkId: shown.trunk_id, number }, isAutoAnswer: false }],
        timeoutMs: 60_000,
      },
      greeting: null,
      terms: {
        ...termsOf(e164, named, { number: shown.digits, name: null }, recording),
        announcement: recording.told,
      },
    },
    facts: { number_id: shown.id, client_id: clientId, their_digits: e164, their_name: null, match: found },
  };
}

/** What was asked when it was placed is asked again here: desk phones place nothing, and somebody may have refused since. */
async function isCallable(
  db: Db,
  userId: string,
  dialled: Dialled,
  { clientId, match }: Pick<Placing, "clientId" | "match">,
): Promise<boolean> {
  const { grants } = await loadPolicy(db, userId);
  const digits = dialled.kind === "number" ? dialled.e164 : null;
  const named = { customerId: match?.customer_id ?? null, contactId: match?.contact_id ?? null };
  try {
    await requireCallable(db, { userId, grants }, { digits, clientId, ...named });
    return true;
  } catch (error) {
    if (error instanceof Problem) return false;
    throw error;
  }
}

const noFacts = { number_id: null, client_id: null, their_digits: null, their_name: null, match: null };
const only = (matches: Match[]): Match | null => (matches.length === 1 ? matches[0]! : null);

async function asTrunkWants(db: Db, { trunk_id }: Shown, e164: string, country: string): Promise<string> {
  const trunk = await db.selectFrom("trunk").select("number_form").where("id", "=", trunk_id).executeTakeFirstOrThrow();
  return writeNumber(e164, trunk.number_form as "plus", country);
}

type Name = Terms["shown"]["inside"];

const termsOf = (number: string, inside: Name, outside: Name, { recording, refusalKey }: RecordingTerms): Terms => ({
  number,
  shown: { inside, outside },
  music: "hold",
  ringTone: null,
  recording,
  announcement: null,
  refusalKey,
  wrapUpMs: 30_000,
});
