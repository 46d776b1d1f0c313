import { isIP } from "node:net";
import { type AllowList, isAllowedAddress } from "./allow-list.ts";
import { isPublicAddress } from "./is-public-address.ts";

/** Whom a URL speaks to. `host` is a name, or an address without brackets. */
export type Target = { protocol: string; host: string; port: string };

/**
 * The target of an address that may be asked for at all: http or https, no name and password in it. Null otherwise.
 * The URL standard has already made `0x7f.1` and `2130706433` into 127.0.0.1 here.
 */
export function readTarget(url: URL): Target | null {
  const { protocol, hostname, port, username, password } = url;
  if (protocol !== "https:" && protocol !== "http:") return null;
  if (username !== "" || password !== "" || hostname === "") return null;
  const host = hostname.replace(/^\[|\]$/g, "");
  // A trailing dot is another spelling of the same host, which lists and certificates do not know.
  if (host.endsWith(".")) return null;
  return { protocol, host, port };
}

/**
 * True when a connection to all of `addresses`, which `target.host` has, may be made: the operator allows the host or
 * each address, or the addresses are public and the connection is https on its own port.
 */
export function mayConnect(target: Target, addresses: readonly string[], allowed: AllowList): boolean {
  if (addresses.length === 0) return false;
  if (allowed.hosts.has(target.host)) return true;
  const others = addresses.filter((address) => !isAllowedAddress(allowed, address));
  if (others.length === 0) return true;
  const isOrdinary = target.protocol === "https:" && (target.port === "" || target.port === "443");
  return isOrdinary && others.every(isPublicAddress);
}

/** The address that a host is written as; null for a name. */
export function literalAddress({ host }: Target): string | null {
  return isIP(host) === 0 ? null : host;
}
