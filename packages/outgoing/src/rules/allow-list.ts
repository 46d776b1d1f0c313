import { BlockList, isIP } from "node:net";
import { Fault } from "@millrace/kernel";

/** What the operator declared reachable although it is private: names, and addresses as networks. */
export type AllowList = { hosts: ReadonlySet<string>; networks: BlockList };

const HOST = /^[a-z0-9]([a-z0-9._-]*[a-z0-9])?$/;

/** Fault `invalid` `outgoing.allow_invalid` names the first entry that is no host, address or network. */
export function parseAllowList(entries: readonly string[]): AllowList {
  const hosts = new Set<string>();
  const networks = new BlockList();
  for (const entry of entries) {
    if (!addNetwork(networks, entry)) hosts.add(hostIn(entry));
  }
  return { hosts, networks };
}

export function isAllowedAddress({ networks }: AllowList, address: string): boolean {
  const family = isIP(address);
  return family !== 0 && networks.check(address, familyName(family));
}

/** False when the entry is neither an address nor a network. */
function addNetwork(networks: BlockList, entry: string): boolean {
  const [address = "", bits, ...rest] = entry.split("/");
  const family = isIP(address);
  if (family === 0 || rest.length > 0) return false;
  if (bits === undefined) {
    networks.addAddress(address, familyName(family));
    return true;
  }
  if (!/^\d{1,3}$/.test(bits) || Number(bits) > (family === 4 ? 32 : 128)) throw noEntry(entry);
  networks.addSubnet(address, Number(bits), familyName(family));
  return true;
}

function hostIn(entry: string): string {
  const host = entry.toLowerCase();
  if (!HOST.test(host)) throw noEntry(entry);
  return host;
}

function familyName(family: number): "ipv4" | "ipv6" {
  return family === 4 ? "ipv4" : "ipv6";
}

function noEntry(entry: string): Fault {
  return new Fault({
    kind: "invalid",
    code: "outgoing.allow_invalid",
    message: `OUTGOING_ALLOW: ${JSON.stringify(entry)} is neither a host name, an address, nor a network such as 10.1.0.0/16.`,
  });
}
