import { type ReadChunk, rejectionOf } from "./chunk.ts";
import { lowsOf, sameName } from "./keys.ts";
import { RowProblem } from "./row_problem.ts";

/** Customers that cells of relations mean, each text once, with the number or the name it may be. */
export interface WantedRelated {
  texts: string[];
  numbers: (number | null)[];
  names: string[];
  lows: string[][];
}

/** By text: the customer it means, or "several"; a text that means nobody is not among them. */
export type FoundRelated = ReadonlyMap<string, string>;

export const relatedIn = ({ good }: Pick<ReadChunk, "good">): WantedRelated => {
  const texts = [...new Set(good.flatMap(({ made }) => made.related.map(({ typed }) => typed)))];
  return {
    texts,
    numbers: texts.map(numberIn),
    names: texts.map(sameName),
    lows: texts.map(lowsOf),
  };
};

function numberIn(typed: string): number | null {
  const found = /^(?:[CP]-?)?0*(\d{1,12})$/i.exec(typed.normalize("NFKC"));
  return found ? Number(found[1]) : null;
}

/** Puts the customers into the facts of their rows; a row whose text means nobody or several stays outside. */
export function settleRelated(read: ReadChunk, found: FoundRelated): void {
  const good = read.good.filter(({ row, made, cells }) => {
    for (const { field, typed } of made.related) {
      const id = found.get(typed);
      if (id === undefined || id === "several") {
        const reason = id === undefined ? "own_customer_unknown" : "own_customer_several";
        read.rejections.push(rejectionOf(new RowProblem(reason, field, typed), row, cells));
        return false;
      }
      made.facts[field] = id;
    }
    return true;
  });
  read.good.splice(0, read.good.length, ...good);
}
