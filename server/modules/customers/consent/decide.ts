/** A statement as it stands: null means "whichever". Times in milliseconds. */
export interface Statement {
  id: string;
  contactId: string | null;
  clientId: string | null;
  point: string | null;
  channel: string | null;
  purpose: string | null;
  verdict: "given" | "refused";
  saidAt: number;
  until: number | null;
}

export interface Question {
  contactId: string | null;
  /** For whom; null: nobody said, so that it may be any client. */
  clientId: string | null;
  point: string | null;
  channel: string;
  purpose: string;
  at: number;
}

export type PurposeRule = "opt_in" | "opt_out" | "free";

export type ConsentReason = "do_not_contact" | "refused" | "given" | "not_needed" | "no_consent" | "expired";

export interface Answer {
  allowed: boolean;
  reason: ConsentReason;
  /** The statement that decided; null where none did. */
  statementId: string | null;
}

const places = ["contactId", "clientId", "point", "channel", "purpose"] as const;

/**
 * May this person be contacted on this channel for this purpose? Of the statements that fit, a refusal counts until the
 * person says yes again at least as precisely: a yes to "mail" does not lift "never call this number". Where no client is
 * named a refusal to any of them counts, and a yes to one does not. Then a consent that still holds, then the purpose's own
 * rule. Pure.
 */
export function decide(statements: readonly Statement[], question: Question, rule: PurposeRule): Answer {
  const about = statements
    .filter(
      (one) =>
        one.saidAt <= question.at &&
        places.every(
          (place) =>
            one[place] === null ||
            one[place] === question[place] ||
            (place === "clientId" && question.clientId === null),
        ),
    )
    .sort((one, other) => other.saidAt - one.saidAt || (one.verdict === "refused" ? -1 : 1));
  const isMeant = (one: Statement) => one.clientId === null || one.clientId === question.clientId;
  const fitting = about.filter(isMeant);
  const holds = (one: Statement) => one.verdict === "given" && (one.until === null || one.until > question.at);
  const isLifted = (refusal: Statement) =>
    about.some(
      (one) =>
        holds(one) &&
        one.saidAt > refusal.saidAt &&
        (isMeant(one) || one.clientId === refusal.clientId) &&
        places.every((place) => refusal[place] === null || one[place] === refusal[place]),
    );
  const isAll = (one: Statement) => one.channel === null && one.purpose === null;
  // what is owed anyway is stopped by "not at all" and by a refusal of this very purpose or number only
  const counts = (one: Statement) => rule !== "free" || isAll(one) || one.purpose !== null || one.point !== null;
  const refusal = about.find((one) => one.verdict === "refused" && counts(one) && !isLifted(one));
  if (refusal)
    return {
      allowed: false,
      reason: isAll(refusal) && refusal.point === null ? "do_not_contact" : "refused",
      statementId: refusal.id,
    };
  const consent = fitting.find(holds);
  if (consent) return { allowed: true, reason: "given", statementId: consent.id };
  if (rule !== "opt_in") return { allowed: true, reason: "not_needed", statementId: null };
  const expired = fitting.find((one) => one.verdict === "given");
  return { allowed: false, reason: expired ? "expired" : "no_consent", statementId: expired?.id ?? null };
}
