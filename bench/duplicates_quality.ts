import { createHash } from "node:crypto";
import { providers } from "#test/generate/doubles/facts.ts";
import { type Double, doubles } from "#test/generate/doubles.ts";
import { hashOf, keysOf } from "../server/modules/customers/duplicate/keys.ts";
import { likenessOf } from "../server/modules/customers/duplicate/profile.ts";
import { score, thresholds } from "../server/modules/customers/duplicate/score.ts";
import type { Options } from "./world.ts";

const size = 20_000;
const largestGroup = 200;

/**
 * Precision and recall of the rules over a labelled set, by band. The generator was written by somebody who had not seen the
 * rules; the seeds used here are for measuring only, and no rule is tuned on them.
 */
export async function duplicatesQuality({ seed }: Options): Promise<unknown> {
  const measuring = Number.parseInt(createHash("sha256").update(`measuring ${seed}`).digest("hex").slice(0, 7), 16);
  const records = doubles(measuring, size).map((record) => ({
    ...record,
    profile: { ...record.profile, mails: (record.profile.mails ?? []).map(atRealProvider) },
  }));
  const found = pairsOf(records);
  const wrong = found.filter(([one, other]) => one.entity !== other.entity);
  const linked = new Set(
    found.filter(([one, other]) => one.entity === other.entity).flatMap(([one, other]) => [one.id, other.id]),
  );
  const copies = records.filter(({ isCopy }) => isCopy);
  const recall = share(copies.filter(({ id }) => linked.has(id)).length, copies.length);
  const precision = share(found.length - wrong.length, found.length);
  const out = (text: string) => process.stdout.write(`  ${text}\n`);
  out(`${records.length} records, ${copies.length} copies, ${found.length} pairs found`);
  out(`precision ${percent(precision)} (98% asked), recall ${percent(recall)} (95% asked)`);
  const bands = [...new Set(records.map(({ band }) => band))].sort();
  for (const band of bands) {
    const mine = copies.filter((one) => one.band === band);
    const hits = mine.filter(({ id }) => linked.has(id)).length;
    const false_ = wrong.filter(([one, other]) => one.band === band || other.band === band).length;
    out(
      `${band.padEnd(28)} ${mine.length > 0 ? `recall ${percent(share(hits, mine.length))} of ${mine.length}` : "look-alikes"}  wrong pairs ${false_}`,
    );
  }
  // baseline: records are one when the folded name, or a phone or mail, is the same
  const plain = baselinePairs(records);
  const plainWrong = plain.filter(([one, other]) => one.entity !== other.entity).length;
  const plainLinked = new Set(
    plain.filter(([one, other]) => one.entity === other.entity).flatMap(([one, other]) => [one.id, other.id]),
  );
  out(
    `baseline, same name, phone or mail: precision ${percent(share(plain.length - plainWrong, plain.length))}, recall ${percent(share(copies.filter(({ id }) => plainLinked.has(id)).length, copies.length))}`,
  );
  return { precision, recall, pairs: found.length };
}

function pairsOf(records: readonly Double[]): [Double, Double][] {
  const known = new Map(records.map((record) => [record.id, likenessOf(record.profile)]));
  const byKey = new Map<string, Double[]>();
  for (const record of records)
    for (const key of keysOf(known.get(record.id)!)) {
      const hash = hashOf(key);
      byKey.set(hash, [...(byKey.get(hash) ?? []), record]);
    }
  const bearing = new Map<string, number>();
  for (const { phones, mails } of known.values())
    for (const value of [...phones, ...mails]) bearing.set(value, (bearing.get(value) ?? 0) + 1);
  const seen = new Map<string, [Double, Double] | null>();
  for (const group of byKey.values()) {
    if (group.length > largestGroup) continue;
    for (const [at, one] of group.entries())
      for (const other of group.slice(at + 1)) {
        const key = [one.id, other.id].sort().join(" ");
        if (seen.has(key)) continue;
        const judged = score(known.get(one.id)!, known.get(other.id)!, undefined, (value) => bearing.get(value) ?? 2);
        seen.set(key, judged.score >= thresholds.likely ? [one, other] : null);
      }
  }
  return [...seen.values()].filter((pair) => pair !== null);
}

function baselinePairs(records: readonly Double[]): [Double, Double][] {
  const byKey = new Map<string, Double[]>();
  for (const record of records) {
    const { name, phones = [], mails = [] } = record.profile;
    for (const key of [name, ...phones, ...mails]) byKey.set(key, [...(byKey.get(key) ?? []), record]);
  }
  const pairs = new Map<string, [Double, Double]>();
  for (const group of byKey.values())
    for (const [at, one] of group.entries())
      for (const other of group.slice(at + 1)) pairs.set([one.id, other.id].sort().join(" "), [one, other]);
  return [...pairs.values()];
}

/** The generator has made-up providers, as tests must; the rules know real ones. */
const atRealProvider = (mail: string): string => {
  const [local = "", domain = ""] = mail.split("@");
  const at = (providers as readonly string[]).indexOf(domain);
  return at < 0 ? mail : `${local}@${real[at % real.length]}`;
};
const real = ["qq.com", "163.com", "126.com", "gmail.com", "outlook.com", "foxmail.com", "sina.com", "yahoo.com"];

const share = (part: number, whole: number): number => (whole === 0 ? 1 : part / whole);
const percent = (value: number): string => `${(value * 100).toFixed(2)}%`;
