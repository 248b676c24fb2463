/** A formula as a tree. `at` is the place in the text, from 0. */
export type Node =
  | { type: "number"; value: number; at: number }
  | { type: "text"; value: string; at: number }
  | { type: "yes_no"; value: boolean; at: number }
  | { type: "field"; name: string; at: number }
  | { type: "call"; name: string; args: Node[]; at: number };

/** What is wrong with a formula, and where in the text. */
export class FormulaProblem extends Error {
  readonly reason: string;
  readonly at: number;
  readonly about: string;
  constructor(reason: string, at: number, about = "") {
    super(`${reason} at ${at} ${about}`);
    this.reason = reason;
    this.at = at;
    this.about = about;
  }
}

interface Token {
  type: "number" | "text" | "name" | "field" | "sign" | "end";
  text: string;
  at: number;
}

const deepest = 60;
const pattern =
  /\s*(?:(\d+(?:\.\d+)?)|"((?:[^"\\]|\\.)*)"|'((?:[^'\\]|\\.)*)'|\{([^{}]+)\}|([\p{L}_][\p{L}\p{N}_]*)|(<=|>=|<>|!=|[-+*/&()=<>,，（）]))/uy;

function tokensOf(text: string): Token[] {
  const tokens: Token[] = [];
  let at = 0;
  while (text.slice(at).trim() !== "") {
    pattern.lastIndex = at;
    const match = pattern.exec(text);
    if (!match) throw new FormulaProblem("bad_character", at + text.slice(at).search(/\S/), text.slice(at).trim()[0]);
    const start = at + match[0].search(/\S/);
    at = pattern.lastIndex;
    const [, number, double, single, field, name, sign] = match;
    if (number !== undefined) tokens.push({ type: "number", text: number, at: start });
    else if (double !== undefined || single !== undefined)
      tokens.push({ type: "text", text: (double ?? single ?? "").replaceAll(/\\(.)/g, "$1"), at: start });
    else if (field !== undefined) tokens.push({ type: "field", text: field.trim(), at: start });
    else if (name !== undefined) tokens.push({ type: "name", text: name, at: start });
    else tokens.push({ type: "sign", text: wide[sign!] ?? sign!, at: start });
  }
  return [...tokens, { type: "end", text: "", at: text.length }];
}
const wide: Record<string, string> = { "，": ",", "（": "(", "）": ")", "!=": "<>" };

const binary: readonly (readonly string[])[] = [
  ["or"],
  ["and"],
  ["=", "<>", "<", "<=", ">", ">="],
  ["&"],
  ["+", "-"],
  ["*", "/"],
];

/** Reads {field}, "text", numbers, + - * / & = <> < <= > >=, and, or, not, and calls. @throws FormulaProblem */
export function readTree(text: string): Node {
  const tokens = tokensOf(text);
  let index = 0;
  const peek = () => tokens[index]!;
  const isSign = (sign: string) =>
    peek().text.toLowerCase() === sign && (peek().type === "sign" || peek().type === "name");
  const expect = (sign: string) => {
    if (!isSign(sign)) throw new FormulaProblem("expected", peek().at, sign);
    index++;
  };

  function level(rank: number, depth: number): Node {
    if (depth > deepest) throw new FormulaProblem("too_deep", peek().at);
    const signs = binary[rank];
    if (!signs) return unary(depth + 1);
    let left = level(rank + 1, depth);
    for (;;) {
      const sign = signs.find(isSign);
      if (!sign) return left;
      const { at } = peek();
      index++;
      left = { type: "call", name: sign, args: [left, level(rank + 1, depth)], at };
    }
  }

  function unary(depth: number): Node {
    const { at } = peek();
    for (const sign of ["-", "not"]) {
      if (!isSign(sign)) continue;
      index++;
      return { type: "call", name: sign === "-" ? "negative" : "not", args: [unary(depth + 1)], at };
    }
    return single(depth);
  }

  function single(depth: number): Node {
    const { type, text: word, at } = peek();
    index++;
    if (type === "number") return { type, value: Number(word), at };
    if (type === "text") return { type, value: word, at };
    if (type === "field") return { type, name: word, at };
    if (type === "sign" && word === "(") {
      const inside = level(0, depth + 1);
      expect(")");
      return inside;
    }
    if (type !== "name") throw new FormulaProblem(type === "end" ? "ends_early" : "unexpected", at, word);
    const name = word.toLowerCase();
    if (name === "true" || name === "false") return { type: "yes_no", value: name === "true", at };
    if (!isSign("(")) return { type: "field", name: word, at };
    index++;
    const args: Node[] = [];
    while (!isSign(")")) {
      if (args.length > 0) expect(",");
      args.push(level(0, depth + 1));
    }
    expect(")");
    return { type: "call", name, args, at };
  }

  const tree = level(0, 0);
  if (peek().type !== "end") throw new FormulaProblem("unexpected", peek().at, peek().text);
  return tree;
}
