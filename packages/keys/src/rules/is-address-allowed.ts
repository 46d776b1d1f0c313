import { BlockList, isIP } from "node:net";
import { canonicalAddress } from "./canonical-network.ts";

/** Addresses and networks, ready to be asked; null: any. Apart by family, as one list would take `::/0` for IPv4 too. */
export type AddressList = { ipv4: BlockList; ipv6: BlockList } | null;

/** Of entries that `canonicalNetwork` wrote. */
export function addressList(allowedIps: readonly string[]): AddressList {
  if (allowedIps.length === 0) return null;
  const list = { ipv4: new BlockList(), ipv6: new BlockList() };
  for (const entry of allowedIps) {
    const [address = "", bits] = entry.split("/");
    const family = familyOf(address);
    if (bits === undefined) list[family].addAddress(address, family);
    else list[family].addSubnet(address, Number(bits), family);
  }
  return list;
}

/** `address` is the client's, null when it is not known: then only a list that is empty lets it in. */
export function isAddressAllowed(list: AddressList, address: string | null): boolean {
  if (list === null) return true;
  // A link-local address names the interface that it came through.
  const plain = canonicalAddress(address?.split("%")[0] ?? "");
  return plain !== null && list[familyOf(plain)].check(plain, familyOf(plain));
}

function familyOf(address: string): "ipv4" | "ipv6" {
  return isIP(address) === 4 ? "ipv4" : "ipv6";
}
