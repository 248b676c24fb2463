import { good } from "./sip_good.ts";
import { malformed } from "./sip_malformed.ts";
import type { SipSample } from "./sip_message.ts";
import { wellFormed } from "./sip_well_formed.ts";

/** The 49 messages that RFC 4475 describes, made anew from what it says of each. */
export const sipSamples: readonly SipSample[] = [...good, ...malformed, ...wellFormed];
