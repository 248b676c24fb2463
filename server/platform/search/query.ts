import {
  type Alternative,
  digitsAlternatives,
  hanAlternatives,
  latinAlternatives,
  mailAlternatives,
  type SearchClass,
} from "./alternatives.ts";
import { fold, foldTight } from "./fold.ts";
import { runsOf } from "./pinyin.ts";
import { cutPinyin } from "./pinyin_text.ts";

export type { Alternative, SearchClass } from "./alternatives.ts";

export type TermKind = "han" | "latin" | "digits" | "mail";

/** One thing typed. It matches when any of its alternatives does. `exact` are the narrow ones, best first. */
export type Term = {
  text: string;
  kind: TermKind;
  alternatives: Alternative[];
  exact: Alternative[];
  /** Same sound in other characters: 张珊 for 张山. */
  homophone?: Alternative;
  /** One slip of the keyboard in pinyin. */
  typo?: Alternative;
};

/** What a typed text may mean. Every term must match. `typo.latin` are the words for a trigram search on `latinText`. */
export type SearchPlan = { text: string; terms: Term[]; typo?: { latin: string } };

export type PlanStep = "plain" | "homophone" | "typo";
export type Allowed = (what: SearchClass) => boolean;

/** Reads what somebody typed. Never throws; reads at most 120 characters and six terms. */
export function parseQuery(typed: string): SearchPlan {
  const text = typed
    .slice(0, 120)
    .normalize("NFKC")
    .slice(0, 200)
    .toLowerCase()
    .replace(extension, " ")
    .replace(lettersAndEnding, "$1 $2")
    .trim();
  const terms = joinPinyin(piecesOf(text))
    .slice(0, 6)
    .map(readTerm)
    .filter((term) => term.alternatives.length > 0);
  const latin = terms
    .filter((term) => term.kind === "latin" && /[a-z]{4}/.test(term.text))
    .map((term) => fold(term.text));
  return latin.length > 0 ? { text, terms, typo: { latin: latin.join(" ") } } : { text, terms };
}

/**
 * The tsquery text of a plan: AND over terms, OR over the classes a reader may search. Every lexeme is quoted here, so
 * it goes to `::tsquery`. Nothing when a term has no class left, or the step adds nothing to the plain search.
 */
export function searchQuery(
  plan: SearchPlan,
  allowed: Allowed = () => true,
  step: PlanStep = "plain",
): string | undefined {
  if (plan.terms.length === 0) return undefined;
  if (step !== "plain" && !plan.terms.some((term) => term[step])) return undefined;
  const [only] = plan.terms;
  if (step !== "plain" && plan.terms.length === 1 && only?.[step]) return conjunction([[only[step]]], allowed);
  return conjunction(
    plan.terms.map((term) => [...usable(term, plan), ...(step !== "plain" && term[step] ? [term[step]] : [])]),
    allowed,
  );
}

/**
 * A term that alone leaves few records: four digits or more of a telephone, a customer number, a whole mail address. Its
 * records are then looked through for the other terms, which costs less than walking through all that those find.
 */
export function anchorQuery(plan: SearchPlan, allowed: Allowed = () => true): string | undefined {
  if (plan.terms.length < 2) return undefined;
  const anchor =
    plan.terms.find((term) => term.kind === "mail" && /^[^@]+@[^@]+/.test(term.text)) ??
    plan.terms.filter((term) => term.kind === "digits" && term.text.length >= 4).sort(byLength)[0];
  if (!anchor) return undefined;
  const isLong = anchor.kind === "mail" || anchor.text.length > 6;
  return conjunction([[...anchor.exact, ...(isLong ? anchor.alternatives.slice(0, 1) : [])]], allowed);
}

const byLength = (one: Term, other: Term): number => other.text.length - one.text.length;

/** Beside other terms a word that half the records have is looked up as it stands and not as the beginning of others. */
function usable(term: Term, plan: SearchPlan): Alternative[] {
  const isBegun = term === plan.terms.at(-1) && !legalWords.has(term.text);
  if (plan.terms.length === 1 || term.kind !== "latin" || isBegun || !isWeak(term.text)) return term.alternatives;
  const kept = [
    ...term.exact.filter((one) => one.class !== "name"),
    ...term.alternatives.filter((one) => one.class === "initials"),
  ];
  return kept.length > 0 ? kept : term.alternatives;
}

const isWeak = (text: string): boolean => text.length < 3 || legalWords.has(text);
const legalWords = new Set(
  "ltd llc inc plc pty gmbh corp company limited group trading co kg sa ag srl bv spa".split(" "),
);

/** Narrow queries to run first, best first, so that the cap on candidates cannot cut off the record meant. At most four. */
export function probeQueries(plan: SearchPlan, allowed: Allowed = () => true): string[] {
  const [first, ...rest] = plan.terms;
  if (!first) return [];
  const narrow = plan.terms.map((term) => (term.exact.length > 0 ? term.exact : term.alternatives));
  const attempts = rest.length > 0 ? [narrow] : byRank(first.exact).map((one) => [[one]]);
  const queries = attempts.map((terms) => conjunction(terms, allowed)).filter((query) => query !== undefined);
  return [...new Set(queries)].slice(0, 4);
}

const byRank = (list: Alternative[]): Alternative[] => list.toSorted((a, b) => b.rank - a.rank);

/** Which field of a record a class reads, so that a hidden field takes its classes away. */
export const fieldOf: Record<SearchClass, "name" | "phone" | "mail" | "address" | "number" | "wechat" | "tag"> = {
  name: "name",
  pinyin: "name",
  initials: "name",
  latin: "name",
  phone: "phone",
  mail: "mail",
  address: "address",
  number: "number",
  wechat: "wechat",
  tag: "tag",
};

function conjunction(terms: Alternative[][], allowed: Allowed): string | undefined {
  const parts: string[] = [];
  for (const alternatives of terms) {
    const queries = [...new Set(alternatives.filter((one) => allowed(one.class)).map((one) => one.query))];
    if (queries.length === 0) return undefined;
    parts.push(queries.length === 1 ? (queries[0] as string) : `(${queries.join(" | ")})`);
  }
  return parts.join(" & ");
}

/** zs5972 typed in one go: initials and the last four digits of a telephone. */
const lettersAndEnding = /(?<![\p{L}\p{N}@._-])([a-z]{2,8})(\d{4})(?![\p{L}\p{N}@._-])/gu;

type Piece = { kind: TermKind; text: string };

const extension = /(?<=\d)\s*(?:转|分机|ext\.?|#)\s*\d{1,6}(?=\D|$)/gu;
const han = "\\u3005\\u3007\\u3040-\\u30ff\\u3400-\\u9fff\\uac00-\\ud7af\\uf900-\\ufaff\\u{20000}-\\u{323af}";
// 3M and 51job are words; more digits are a telephone's, also right before letters
const pieces = new RegExp(
  "(?<mail>[\\w.+%-]*@[\\w.-]*)" +
    `|(?<han>[${han}][${han}·•・‧]*)` +
    `|(?<latin>(?:(?<![\\d+])\\d{1,3})?(?:(?![${han}])\\p{L})(?:(?![${han}])[\\p{L}\\p{M}\\p{N}._'’\`-])*)` +
    "|(?<digits>\\+?\\d[\\d\\s().\\-–/]*)",
  "gu",
);

function piecesOf(text: string): Piece[] {
  const found: Piece[] = [];
  for (const { groups } of text.replace(/\(0\)/g, " ").matchAll(pieces)) {
    const [kind, piece] = Object.entries(groups ?? {}).find(([, value]) => value !== undefined) as [TermKind, string];
    const clean =
      kind === "digits"
        ? piece.replace(/\D/g, "")
        : kind === "han"
          ? foldTight(piece)
          : piece.replace(/[._'’`-]+$/u, "");
    if (clean !== "" && clean !== "@") found.push({ kind, text: clean });
  }
  return found;
}

/** "zhang san feng" typed with spaces is one name; "emma clarke" stays two words. */
function joinPinyin(found: Piece[]): Piece[] {
  const result: Piece[] = [];
  for (const piece of found) {
    const last = result.at(-1);
    const joins =
      last?.kind === "latin" && piece.kind === "latin" && last.text.split(" ").every(isWhole) && cutPinyin(piece.text);
    if (last && joins) last.text = `${last.text} ${piece.text}`;
    else if (!result.some((other) => other.kind === piece.kind && other.text === piece.text)) result.push({ ...piece });
  }
  return result;
}

const isWhole = (word: string): boolean => cutPinyin(word)?.whole === true || /^[a-z]$/.test(word);

function readTerm({ kind, text }: Piece): Term {
  if (kind === "han") return { text, kind, ...hanAlternatives(text) };
  if (kind === "digits") return { text, kind, ...digitsAlternatives(text) };
  if (kind === "mail") return { text, kind, ...mailAlternatives(text) };
  const words = runsOf(fold(text)).map((run) => run.text);
  return { text, kind, ...latinAlternatives(text, words) };
}
