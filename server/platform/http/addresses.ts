import { BlockList, isIPv4, isIPv6 } from "node:net";

/** Not a place of the open net: IANA special-purpose registries (RFC 6890), and where clouds keep their metadata. */
const shut = new BlockList();
for (const [net, bits] of [
  ["0.0.0.0", 8],
  ["10.0.0.0", 8],
  ["100.64.0.0", 10],
  ["127.0.0.0", 8],
  ["168.63.129.16", 32],
  ["169.254.0.0", 16],
  ["172.16.0.0", 12],
  ["192.0.0.0", 24],
  ["192.0.2.0", 24],
  ["192.88.99.0", 24],
  ["192.168.0.0", 16],
  ["198.18.0.0", 15],
  ["198.51.100.0", 24],
  ["203.0.113.0", 24],
  ["224.0.0.0", 4],
  ["240.0.0.0", 4],
] as const)
  shut.addSubnet(net, bits, "ipv4");
for (const [net, bits] of [
  ["2001::", 23],
  ["2001:db8::", 32],
  ["2002::", 16],
  ["3fff::", 20],
] as const)
  shut.addSubnet(net, bits, "ipv6");

const unicast = new BlockList();
unicast.addSubnet("2000::", 3, "ipv6");

/** Whether an address lies in the open net. What holds another address inside (IPv4-mapped, NAT64, 6to4) does not. */
export function isPublicAddress(address: string): boolean {
  if (isIPv4(address)) return !shut.check(address, "ipv4");
  const plain = address.split("%")[0]!;
  return isIPv6(plain) && !address.includes("%") && unicast.check(plain, "ipv6") && !shut.check(plain, "ipv6");
}
