import { createHash } from "node:crypto";
import { soundOf } from "./name.ts";
import type { Likeness } from "./profile.ts";

/**
 * Keys that bring records together before they are compared: two that share none are never doubles by the rules. Most rules
 * that weigh much have one; a name alone has one for companies only, since thousands of people are called 张伟.
 */
export function keysOf(of: Likeness): string[] {
  const keys = new Set<string>();
  if (of.taxId) keys.add(`t:${of.taxId}`);
  if (of.organisation) keys.add(`o:${of.organisation}`);
  for (const phone of of.phones) keys.add(`p:${phone}`);
  for (const mail of of.mails) keys.add(`m:${mail}`);
  for (const id of of.wechat) keys.add(`w:${id}`);
  if (of.street) keys.add(`a:${of.city}${of.street}`);
  for (const name of of.names) {
    const said = name.sound || name.words || name.core;
    if (of.kind === "person") {
      if (of.birthOn) keys.add(`b:${of.birthOn}${said}`);
      continue;
    }
    keys.add(`s:${said}`);
    if (name.placed !== name.core) keys.add(`s:${soundOf(name.placed, "company")}`);
    for (const domain of of.domains) keys.add(`d:${domain}`);
  }
  return [...keys].map((key) => `${of.kind[0]}${key}`);
}

/** 63 bits of a key, as a bigint column takes them. */
export const hashOf = (key: string): string =>
  (createHash("sha1").update(key).digest().readBigUInt64BE(0) >> 1n).toString();
