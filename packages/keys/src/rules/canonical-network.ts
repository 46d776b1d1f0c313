import { isIP, SocketAddress } from "node:net";

const BITS = { 4: 32, 6: 128 } as const;
const MAPPED = "::ffff:";
const MAPPED_BITS = 96;

/**
 * An address or a network (CIDR) as it is written once: lower case, IPv6 at its shortest (RFC 5952), and IPv4 that was
 * written as IPv6 (`::ffff:203.0.113.7`) as IPv4. Null for anything else, and for an address with a zone.
 */
export function canonicalNetwork(text: string): string | null {
  const [written = "", bits, ...rest] = text.trim().split("/");
  const address = canonicalAddress(written);
  if (address === null || rest.length > 0) return null;
  if (bits === undefined) return address;
  if (!/^(0|[1-9]\d{0,2})$/.test(bits)) return null;
  const family = isIP(address) === 4 ? 4 : 6;
  const size = Number(bits) - (family === 4 && written.includes(":") ? MAPPED_BITS : 0);
  return size >= 0 && size <= BITS[family] ? `${address}/${size}` : null;
}

/** The same of an address alone. */
export function canonicalAddress(text: string): string | null {
  const family = isIP(text);
  if (family === 4) return text;
  if (family === 0 || text.includes("%")) return null;
  const { address } = new SocketAddress({ address: text, family: "ipv6" });
  const inside = address.startsWith(MAPPED) ? address.slice(MAPPED.length) : "";
  return isIP(inside) === 4 ? inside : address;
}
