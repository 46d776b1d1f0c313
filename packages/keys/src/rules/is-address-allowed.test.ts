import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { canonicalNetwork } from "./canonical-network.ts";
import { addressList, isAddressAllowed } from "./is-address-allowed.ts";

const asked = (allowedIps: string[], address: string | null) =>
  isAddressAllowed(addressList(allowedIps.map((entry) => canonicalNetwork(entry) ?? "")), address);

describe("canonicalNetwork", () => {
  test.each([
    ["203.0.113.7", "203.0.113.7"],
    [" 203.0.113.0/24 ", "203.0.113.0/24"],
    ["0.0.0.0/0", "0.0.0.0/0"],
    ["2001:DB8:0:0:0:0:0:1", "2001:db8::1"],
    ["2001:db8::/32", "2001:db8::/32"],
    ["::ffff:203.0.113.7", "203.0.113.7"],
    ["::ffff:cb00:7107", "203.0.113.7"],
    ["::ffff:203.0.113.0/120", "203.0.113.0/24"],
  ])("%j is written %s", (text, canonical) => {
    expect(canonicalNetwork(text)).toBe(canonical);
  });

  test.each([
    "",
    "localhost",
    "203.0.113",
    "203.0.113.256",
    "203.0.113.07",
    "203.0.113.7:443",
    "203.0.113.0/33",
    "203.0.113.0/",
    "203.0.113.0/024",
    "203.0.113.0/24/1",
    "203.0.113.0/-1",
    "10.0.0.0-10.0.0.9",
    "::1/129",
    "::ffff:203.0.113.7/95",
    "fe80::1%eth0",
    "[::1]",
    "*",
  ])("%j is neither an address nor a network", (text) => {
    expect(canonicalNetwork(text)).toBeNull();
  });

  test("what is canonical stays as it is", () => {
    fc.assert(
      fc.property(fc.oneof(fc.ipV4(), fc.ipV6()), fc.nat({ max: 32 }), (address, bits) => {
        const canonical = canonicalNetwork(`${address}/${bits}`);
        fc.pre(canonical !== null);
        expect(canonicalNetwork(canonical)).toBe(canonical);
      }),
    );
  });
});

describe("isAddressAllowed", () => {
  test.each([
    [[], "203.0.113.7", true],
    [[], null, true],
    [["203.0.113.7"], "203.0.113.7", true],
    [["203.0.113.7"], "203.0.113.8", false],
    [["203.0.113.7"], "::ffff:203.0.113.7", true],
    [["203.0.113.7"], "::ffff:cb00:7107", true],
    [["203.0.113.7"], null, false],
    [["203.0.113.7"], "unknown", false],
    [["203.0.113.7"], "", false],
    [["203.0.113.9/24"], "203.0.113.200", true],
    [["203.0.113.0/24"], "203.0.114.0", false],
    [["198.51.100.0/24", "2001:db8::/32"], "2001:db8:1::9", true],
    [["2001:db8::/32"], "2001:db9::1", false],
    [["fe80::/10"], "fe80::1%eth0", true],
    [["0.0.0.0/0"], "203.0.113.7", true],
    [["0.0.0.0/0"], "2001:db8::1", false],
    [["::/0"], "2001:db8::1", true],
    [["::/0"], "203.0.113.7", false],
  ])("%j and %j: %s", (allowedIps, address, allowed) => {
    expect(asked(allowedIps, address)).toBe(allowed);
  });

  const bytes = fc.tuple(fc.nat(255), fc.nat(255), fc.nat(255), fc.nat(255));
  const numberOf = (parts: readonly number[]) => parts.reduce((sum, part) => sum * 256 + part, 0);

  test("a network holds the addresses that share its first bits, and no others", () => {
    fc.assert(
      fc.property(bytes, bytes, fc.nat({ max: 32 }), (network, address, bits) => {
        const size = 2 ** (32 - bits);
        const shares = Math.floor(numberOf(network) / size) === Math.floor(numberOf(address) / size);
        expect(asked([`${network.join(".")}/${bits}`], address.join("."))).toBe(shares);
      }),
    );
  });

  test("one more entry never shuts out whoever was let in", () => {
    fc.assert(
      fc.property(fc.array(fc.ipV4(), { minLength: 1 }), fc.ipV4(), fc.ipV4(), (entries, more, address) => {
        if (asked(entries, address)) expect(asked([...entries, more], address)).toBe(true);
        expect(asked([...entries, address], address)).toBe(true);
      }),
    );
  });
});
