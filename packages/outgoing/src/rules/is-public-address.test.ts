import fc from "fast-check";
import ipaddr from "ipaddr.js";
import { expect, test } from "vitest";
import { isPublicAddress } from "./is-public-address.ts";

test.each([
  "1.1.1.1",
  "8.8.8.8",
  "93.184.215.14",
  "172.15.255.255",
  "172.32.0.0",
  "100.63.255.255",
  "100.128.0.0",
  "2606:4700:4700::1111",
  "2a00:1450:4001:80b::200e",
  "::ffff:8.8.8.8",
  "64:ff9b::8.8.8.8",
])("%s is public", (address) => {
  expect(isPublicAddress(address)).toBe(true);
});

test.each([
  ["this network", "0.0.0.0"],
  ["this network", "0.1.2.3"],
  ["private", "10.0.0.1"],
  ["private", "172.16.0.1"],
  ["private", "172.31.255.255"],
  ["private", "192.168.1.1"],
  ["carrier-grade NAT, and a cloud's metadata in it", "100.100.100.200"],
  ["loopback", "127.0.0.1"],
  ["loopback", "127.255.255.254"],
  ["link-local: the metadata of most clouds", "169.254.169.254"],
  ["protocol assignments: a cloud's metadata", "192.0.0.192"],
  ["a cloud's wire server", "168.63.129.16"],
  ["documentation", "192.0.2.1"],
  ["documentation", "198.51.100.1"],
  ["documentation", "203.0.113.1"],
  ["benchmarks", "198.18.0.1"],
  ["6to4 relays", "192.88.99.1"],
  ["multicast", "224.0.0.1"],
  ["multicast", "239.255.255.255"],
  ["reserved", "240.0.0.1"],
  ["broadcast", "255.255.255.255"],
  ["unspecified", "::"],
  ["loopback", "::1"],
  ["loopback, written out", "0:0:0:0:0:0:0:1"],
  ["IPv4-compatible", "::127.0.0.1"],
  ["IPv4-compatible, public inside", "::8.8.8.8"],
  ["IPv4-mapped", "::ffff:127.0.0.1"],
  ["IPv4-mapped, in hexadecimal", "::ffff:7f00:1"],
  ["IPv4-mapped", "::ffff:169.254.169.254"],
  ["IPv4-translated", "::ffff:0:127.0.0.1"],
  ["NAT64", "64:ff9b::127.0.0.1"],
  ["NAT64", "64:ff9b::a9fe:a9fe"],
  ["NAT64, local use", "64:ff9b:1::8.8.8.8"],
  ["6to4", "2002:7f00:1::"],
  ["6to4", "2002:808:808::1"],
  ["Teredo", "2001:0:53aa:64c:0:fbff:80ff:fffe"],
  ["documentation", "2001:db8::1"],
  ["documentation", "3fff::1"],
  ["benchmarks", "2001:2::1"],
  ["ORCHID", "2001:20::1"],
  ["discard", "100::1"],
  ["segment routing", "5f00::1"],
  ["unique local", "fc00::1"],
  ["unique local: a cloud's metadata", "fd00:ec2::254"],
  ["link-local", "fe80::1"],
  ["link-local with a zone", "fe80::1%eth0"],
  ["site-local", "fec0::1"],
  ["multicast", "ff02::1"],
  ["no address", ""],
  ["no address", "localhost"],
  ["decimal", "2130706433"],
  ["hexadecimal", "0x7f000001"],
  ["octal", "0177.0.0.1"],
  ["short", "127.1"],
  ["with a port", "8.8.8.8:80"],
  ["a network", "8.8.8.0/24"],
])("%s: %s is not public", (_what, address) => {
  expect(isPublicAddress(address)).toBe(false);
});

const octets = fc.tuple(fc.nat(255), fc.nat(255), fc.nat(255), fc.nat(255));

test("an address that embeds another is never more public than that", () => {
  fc.assert(
    fc.property(octets, fc.constantFrom("::ffff:", "64:ff9b::", "::", "::ffff:0:"), (parts, prefix) => {
      const inner = parts.join(".");
      return !isPublicAddress(`${prefix}${inner}`) || isPublicAddress(inner);
    }),
  );
});

test("an IPv6 address is judged alike in every spelling", () => {
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 16, maxLength: 16 }), (bytes) => {
      const address = ipaddr.fromByteArray([...bytes]);
      const spellings = [address.toString(), address.toNormalizedString(), address.toString().toUpperCase()];
      return new Set(spellings.map(isPublicAddress)).size === 1;
    }),
  );
});

test("nothing that is no address is public", () => {
  fc.assert(fc.property(fc.string(), (text) => !isPublicAddress(text) || ipaddr.isValid(text)));
});
