import { isIP } from "node:net";
import ipaddr from "ipaddr.js";

/** All of IPv6 that is routed between networks (RFC 4291, IANA); what lies outside embeds, tests or stays at home. */
const GLOBAL_UNICAST = ipaddr.IPv6.parseCIDR("2000::/3");
/** Translates to the IPv4 address in its last 32 bits (RFC 6052); networks without IPv4 reach the rest through it. */
const NAT64 = ipaddr.IPv6.parseCIDR("64:ff9b::/96");
/** Public in form, but on this cloud it answers every machine from within and hands out its configuration (Azure). */
const WIRE_SERVER = "168.63.129.16";

/**
 * True for one address of one machine that everybody reaches over the internet. Whatever embeds an IPv4 address is as
 * public as that, or refused. Text that is no address is not public.
 */
export function isPublicAddress(text: string): boolean {
  switch (isIP(text)) {
    case 4:
      return isPublicIPv4(ipaddr.IPv4.parse(text));
    case 6:
      return isPublicIPv6(text);
    default:
      return false;
  }
}

function isPublicIPv4(address: ipaddr.IPv4): boolean {
  return address.range() === "unicast" && address.toString() !== WIRE_SERVER;
}

function isPublicIPv6(text: string): boolean {
  // The URL standard's spelling has no dotted part, which ipaddr.js reads as IPv4-mapped wherever it stands, and no zone.
  const spelled = URL.parse(`http://[${text}]`)?.hostname.slice(1, -1);
  if (spelled === undefined) return false;
  const address = ipaddr.IPv6.parse(spelled);
  if (address.isIPv4MappedAddress() || address.match(NAT64)) {
    return isPublicIPv4(new ipaddr.IPv4(address.toByteArray().slice(-4)));
  }
  return address.match(GLOBAL_UNICAST) && address.range() === "unicast";
}
