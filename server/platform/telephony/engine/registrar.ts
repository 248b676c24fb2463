import { type Rpc, RpcError } from "./rpc.ts";

interface Dumped {
  Domains: { Domain: { AoRs: { AoR: string }[] } }[];
}

/** Addresses (`user@domain`) at which one device or more is signed in now. @throws RpcError when the edge does not answer */
export async function registeredAt(rpc: Rpc): Promise<Set<string>> {
  const { Domains } = (await rpc.call("ul.dump", ["brief"])) as Dumped;
  return new Set(Domains.flatMap(({ Domain }) => Domain.AoRs.map(({ AoR }) => AoR)));
}

/** Whether a device is signed in at one of them. @throws RpcError when the edge does not answer */
export async function isRegisteredAt(rpc: Rpc, address: string): Promise<boolean> {
  try {
    await rpc.call("ul.lookup", ["location", address]);
    return true;
  } catch (error) {
    if (error instanceof RpcError && /not found/.test(error.message)) return false;
    throw error;
  }
}
