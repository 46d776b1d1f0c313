import { isIP } from "node:net";

export type Arrival = {
  /** Of the other end of the connection. */
  socketAddress: string | undefined;
  /** `X-Forwarded-For` as it came. */
  forwardedFor: string | undefined;
  /** How many proxies stand before us. */
  trustedProxies: number;
};

/**
 * The address of the client: of the connection, or behind N proxies the N-th entry from the right, which is what the
 * outermost of them saw. Whatever stands further left was written by the client and is worth nothing.
 * Null where the proxies did not say.
 */
export function clientAddress({ socketAddress, forwardedFor, trustedProxies }: Arrival): string | null {
  if (trustedProxies === 0) return normalised(socketAddress ?? "");
  const hops = (forwardedFor ?? "").split(",").map((hop) => hop.trim());
  return normalised(hops.at(-trustedProxies) ?? "");
}

/** `::ffff:203.0.113.7` is how a listener for both families writes an IPv4 address. */
function normalised(address: string): string | null {
  const plain = address.replace(/^::ffff:(?=\d+\.)/i, "");
  return isIP(plain) === 0 ? null : plain.toLowerCase();
}
