import { createHmac } from "node:crypto";

/** Longer than a working day: a call that goes on renews its place at the TURN server with what it began with. */
export const turnSeconds = 12 * 3600;

export interface TurnCredential {
  username: string;
  credential: string;
}

/**
 * A name and password that a TURN server checks without knowing people (draft-uberti-behave-turn-rest-00; coturn's use-auth-secret).
 * @param userId stands in the server's log
 * @param until when it ends, in milliseconds since 1970
 */
export function turnCredential(secret: string, userId: string, until: number): TurnCredential {
  const username = `${Math.floor(until / 1000)}:${userId}`;
  return { username, credential: createHmac("sha1", secret).update(username).digest("base64") };
}
