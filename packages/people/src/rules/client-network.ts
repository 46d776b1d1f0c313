import { isIPv4, isIPv6 } from "node:net";

const GROUPS = 8;
/** One customer of a provider has at least a /64, and with it more addresses than could be counted one by one. */
const NETWORK_GROUPS = 4;
const V4_IN_V6 = ["0", "0", "0", "0", "0", "ffff"];

/** Whom failures from an address are counted against: the address of IPv4, the /64 of IPv6. Null for anything else. */
export function clientNetwork(address: string | null): string | null {
  if (address === null) return null;
  const bare = address.split("%")[0] ?? "";
  if (isIPv4(bare)) return bare;
  if (!isIPv6(bare)) return null;
  const groups = groupsOf(bare);
  if (V4_IN_V6.every((group, index) => groups[index] === group)) return v4Of(groups.slice(V4_IN_V6.length));
  return `${groups.slice(0, NETWORK_GROUPS).join(":")}::/64`;
}

/** The eight groups of an IPv6 address, in lower case without leading zeros. */
function groupsOf(address: string): string[] {
  // A URL holds an IPv6 address in its one canonical form (RFC 5952), a dotted ending included.
  const canonical = new URL(`http://[${address}]`).hostname.slice(1, -1);
  const [head = "", tail] = canonical.split("::");
  const [before, after] = [split(head), split(tail ?? "")];
  return [...before, ...Array(GROUPS - before.length - after.length).fill("0"), ...after];
}

function split(groups: string): string[] {
  return groups === "" ? [] : groups.split(":");
}

function v4Of(groups: readonly string[]): string {
  return groups
    .map((group) => Number.parseInt(group, 16))
    .flatMap((value) => [value >> 8, value & 0xff])
    .join(".");
}
