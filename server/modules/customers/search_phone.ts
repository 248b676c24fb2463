import type { Db } from "../../platform/database/types.ts";
import type { Actor } from "../../platform/permission/actor.ts";
import type { Reason } from "../../platform/search/match.ts";
import type { SearchPlan } from "../../platform/search/query.ts";
import { displayPhone, maskPhone, normalisePhone } from "../../platform/text/phone.ts";
import { organisationCountry } from "../people/index.ts";
import { seesMasked } from "./masked.ts";
import { countLookups } from "./phone_lookup.ts";

export type Piece = { text: string; hit: boolean };

/**
 * The numbers (E.164) that were typed whole, for somebody who sees them masked: a call is answered by them, while fragments would
 * spell out what a mask hides. Empty for everybody else. @throws phone.too_many_lookups
 */
export async function typedWhole(db: Db, actor: Actor, { terms }: SearchPlan): Promise<ReadonlySet<string>> {
  if (!seesMasked(actor)) return new Set();
  const country = await organisationCountry(db);
  const whole = new Set(
    terms.flatMap(({ kind, text }) => {
      if (kind !== "digits") return [];
      const here = normalisePhone(text, country);
      const phone = "error" in here ? normalisePhone(`+${text.replace(/^0+/, "")}`) : here;
      return "error" in phone ? [] : [phone.e164];
    }),
  );
  await countLookups(db, actor, whole);
  return whole;
}

/** Marks the digits that matched in the number as people write it. */
export function phonePieces({ value, ranges }: Reason, isWhole: boolean): Piece[] {
  if (!isWhole) return [{ text: maskPhone(value), hit: true }];
  const digits = value.replace(/\D/g, "");
  const marked = new Set(
    ranges.flatMap(([start, end]) =>
      [...value.slice(0, end).replace(/\D/g, "")]
        .map((_, at) => at)
        .slice(value.slice(0, start).replace(/\D/g, "").length),
    ),
  );
  const display = displayPhone(value);
  const hidden = digits.length - display.replace(/\D/g, "").length;
  let at = hidden;
  const out: Piece[] = [];
  for (const char of display) {
    const hit = /\d/.test(char) ? marked.has(at++) : (out.at(-1)?.hit ?? false);
    const last = out.at(-1);
    if (last && last.hit === hit) last.text += char;
    else out.push({ text: char, hit });
  }
  return out;
}
