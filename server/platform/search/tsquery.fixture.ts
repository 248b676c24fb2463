/** Evaluates tsquery text of `&`, `|`, brackets and quoted lexemes with `:*` over tokens, as PostgreSQL would. @throws on any other syntax. */
export function answers(query: string, tokens: string[]): boolean {
  const parts =
    query.match(/'(?:[^'\\]|''|\\\\)*'(?::\*)?|[&|()]|\s+|./gsu)?.filter((part) => part.trim() !== "") ?? [];
  let at = 0;
  const either = (): boolean => {
    let result = both();
    while (parts[at] === "|") {
      at++;
      result = both() || result;
    }
    return result;
  };
  const both = (): boolean => {
    let result = one();
    while (parts[at] === "&") {
      at++;
      result = one() && result;
    }
    return result;
  };
  const one = (): boolean => {
    const part = parts[at++] ?? "";
    if (part === "(") {
      const result = either();
      if (parts[at++] !== ")") throw new Error(`unclosed bracket in ${query}`);
      return result;
    }
    const lexeme = /^'(.+)'(:\*)?$/su.exec(part);
    if (!lexeme) throw new Error(`not a lexeme: ${part} in ${query}`);
    const text = (lexeme[1] as string).replace(/''|\\\\/g, (pair) => pair.charAt(0));
    return tokens.some((token) => (lexeme[2] ? token.startsWith(text) : token === text));
  };
  const result = either();
  if (at !== parts.length) throw new Error(`left over: ${parts.slice(at).join(" ")} in ${query}`);
  return result;
}
