import type { Rpc } from "./rpc.ts";

interface Dumped {
  Domains: { Domain: { AoRs: { AoR: string }[] } }[];
}

/** Addresses (`user@domain`) at which one device or more is signed in now. @throws RpcError when the edge does not answer */
export async function registeredAt(rpc: Rpc): Promise<Set<string>> {
  const { Domains } = (await rpc.call("ul.dump", ["brief"])) as Dumped;
  return new Set(Domains.flatMap(({ Domain }) => Domain.AoRs.map(({ AoR }) => AoR)));
}
