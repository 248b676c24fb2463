/** Where the ends of these calls stand: addresses of their own on loopback, so that trunk and desk phones are told apart as they are out there. */
export const places = {
  /** The trunk's address, from which callers call. */
  carrier: "127.0.7.9",
  /** Audio of the callers that are listened to. */
  ears: "127.0.7.10",
  /** All desk phones' calls are taken here, behind the offices' doors. */
  phones: "127.0.9.1",
  /** Addresses of offices: each is the door of some desk phones, as a router is. */
  offices: Array.from({ length: 10 }, (_, index) => `127.0.8.${index + 1}`),
} as const;

export const ports = {
  carrier: 5080,
  carrierOfEars: 5082,
  office: 5070,
  phones: 5060,
  /** Of audio: callers, callers that are listened to, and desk phones have addresses of their own. */
  audio: 20_000,
  /** Of the relay: below those that the system gives out by itself, and beside those of tests. */
  relay: { from: 10_000, to: 14_998 },
  /** Of the second relay, which speaks as browsers do. */
  browsers: { from: 33_000, to: 36_998 },
} as const;
