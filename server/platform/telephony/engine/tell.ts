/** What the edge tells of its own accord. */
export type Tell =
  /** A device came or went; `isRegistered`: is any device left at the address (`user@domain`)? */
  | { kind: "endpoint"; address: string; isRegistered: boolean }
  /** A source address is refused for some minutes; with `address` (`user@domain`) only what it sends as that user. */
  | { kind: "banned"; source: string; why: "flood" | "scanner" | "passwords"; address?: string };

/** Reads a line of the edge's log; undefined when it is not a tell, as telephony/kamailio.cfg writes them. */
export function readTell(line: string): Tell | undefined {
  const [, text] = /<script>: tell (\{.*\})\s*$/.exec(line) ?? [];
  return text === undefined ? undefined : (JSON.parse(text) as Tell);
}
