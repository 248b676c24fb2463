import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { decide, type PurposeRule, type Question, type Statement } from "./decide.ts";

const day = 86_400_000;
const question = (more: Partial<Question> = {}): Question => ({
  contactId: null,
  clientId: null,
  point: "+8613800000001",
  channel: "voice",
  purpose: "marketing",
  at: 100 * day,
  ...more,
});
let count = 0;
const said = (verdict: "given" | "refused", at: number, more: Partial<Statement> = {}): Statement => ({
  id: String(++count),
  contactId: null,
  clientId: null,
  point: null,
  channel: null,
  purpose: null,
  verdict,
  saidAt: at * day,
  until: null,
  ...more,
});
const reasonOf = (statements: Statement[], rule: PurposeRule, more: Partial<Question> = {}) =>
  decide(statements, question(more), rule).reason;

describe("may this person be contacted", () => {
  const number = { point: "+8613800000001" };
  const cases: [string, Statement[], PurposeRule, Partial<Question>, string][] = [
    ["nothing was said: marketing needs a yes", [], "opt_in", {}, "no_consent"],
    ["nothing was said: a survey may ask", [], "opt_out", {}, "not_needed"],
    ["nothing was said: a delivery is told", [], "free", {}, "not_needed"],
    ["a yes to marketing", [said("given", 1, { purpose: "marketing" })], "opt_in", {}, "given"],
    ["a yes to mail is no yes to calls", [said("given", 1, { channel: "mail" })], "opt_in", {}, "no_consent"],
    ["a yes that ran out", [said("given", 1, { until: 50 * day })], "opt_in", {}, "expired"],
    ["not at all", [said("given", 1), said("refused", 2)], "opt_in", {}, "do_not_contact"],
    ["not at all stops what is owed too", [said("refused", 2)], "free", {}, "do_not_contact"],
    ["no calls does not stop a delivery's call", [said("refused", 2, { channel: "voice" })], "free", {}, "not_needed"],
    [
      "not at all, and later no calls: a delivery's call stays stopped",
      [said("refused", 1), said("refused", 2, { channel: "voice" })],
      "free",
      {},
      "do_not_contact",
    ],
    [
      "never this number, then yes to marketing",
      [said("refused", 1, number), said("given", 2, { purpose: "marketing" })],
      "opt_in",
      {},
      "refused",
    ],
    [
      "never this number, then yes to this number",
      [said("refused", 1, number), said("given", 2, number)],
      "opt_in",
      {},
      "given",
    ],
    [
      "another number was refused",
      [said("refused", 1, { point: "+8613800000002" }), said("given", 1)],
      "opt_in",
      {},
      "given",
    ],
    ["no, then yes", [said("refused", 1), said("given", 2)], "opt_in", {}, "given"],
    ["yes and no in one moment is no", [said("given", 1), said("refused", 1)], "opt_in", {}, "do_not_contact"],
    ["to one client only", [said("given", 1, { clientId: "a" })], "opt_in", { clientId: "b" }, "no_consent"],
    ["refused to one client only", [said("refused", 1, { clientId: "a" })], "opt_out", { clientId: "b" }, "not_needed"],
    [
      "nobody says for whom, and one client was refused",
      [said("refused", 1, { clientId: "a" })],
      "opt_out",
      {},
      "do_not_contact",
    ],
    [
      "nobody says for whom, and another number was refused to one client",
      [said("refused", 1, { clientId: "a", point: "+8613800000002" })],
      "opt_out",
      {},
      "not_needed",
    ],
    [
      "nobody says for whom: no to one client, then yes to it",
      [said("refused", 1, { clientId: "a" }), said("given", 2, { clientId: "a" })],
      "opt_out",
      {},
      "not_needed",
    ],
    [
      "nobody says for whom: no to one client, then yes to another",
      [said("refused", 1, { clientId: "a" }), said("given", 2, { clientId: "b" })],
      "opt_out",
      {},
      "do_not_contact",
    ],
    [
      "nobody says for whom: no to all, then yes to one client",
      [said("refused", 1), said("given", 2, { clientId: "a" })],
      "opt_out",
      {},
      "do_not_contact",
    ],
    [
      "nobody says for whom: a yes to one client is none",
      [said("given", 1, { clientId: "a" })],
      "opt_in",
      {},
      "no_consent",
    ],
    ["what will be said later does not count yet", [said("refused", 200)], "opt_out", {}, "not_needed"],
  ];
  for (const [what, statements, rule, more, reason] of cases)
    test(what, () => assert.equal(reasonOf(statements, rule, more), reason));

  test("adding a refusal never allows what was forbidden; order of entry does not matter", () => {
    let seed = Number(process.env.ZHIYIN_SEED ?? Date.now() % 1e6);
    const next = (most: number) => {
      seed = (seed * 1103515245 + 12345) % 2147483648;
      return seed % most;
    };
    const maybe = <T>(value: T) => (next(2) ? value : null);
    for (let round = 0; round < 2000; round++) {
      const any = (verdict: "given" | "refused") =>
        said(verdict, next(120), {
          point: maybe(`+861380000000${next(2) + 1}`),
          channel: maybe(["voice", "mail"][next(2)]!),
          purpose: maybe(["marketing", "survey"][next(2)]!),
          clientId: maybe("a"),
        });
      const statements = Array.from({ length: next(6) }, () => any(next(2) ? "given" : "refused"));
      const rule = (["opt_in", "opt_out", "free"] as const)[next(3)]!;
      const asked = question({ clientId: maybe("a") });
      const before = decide(statements, asked, rule);
      assert.deepEqual(decide(statements.toReversed(), asked, rule).allowed, before.allowed, `seed ${seed}`);
      const after = decide([...statements, any("refused")], asked, rule);
      if (!before.allowed) assert.equal(after.allowed, false, `seed ${seed}`);
    }
  });
});
