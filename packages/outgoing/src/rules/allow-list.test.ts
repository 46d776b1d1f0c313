import { expect, test } from "vitest";
import { isAllowedAddress, parseAllowList } from "./allow-list.ts";

test("names, addresses and networks stand in one list", () => {
  const list = parseAllowList(["IdP.internal", "10.1.0.0/16", "192.168.7.7", "fd00:1::/32"]);
  expect([...list.hosts]).toEqual(["idp.internal"]);
  for (const address of ["10.1.2.3", "192.168.7.7", "fd00:1::9", "::ffff:10.1.2.3"])
    expect(isAllowedAddress(list, address)).toBe(true);
  for (const address of ["10.2.0.1", "192.168.7.8", "fd00:2::1", "idp.internal", "", "::ffff:10.2.0.1"])
    expect(isAllowedAddress(list, address)).toBe(false);
});

test("an empty list allows nothing", () => {
  expect(isAllowedAddress(parseAllowList([]), "127.0.0.1")).toBe(false);
});

test.each([
  "",
  "10.0.0.0/33",
  "10.0.0.0/",
  "10.0.0.0/8/8",
  "::1/129",
  "http://idp",
  "a b",
  "*.internal",
  "-x",
  "x:80",
])("%j is no entry", (entry) => {
  expect(() => parseAllowList([entry])).toThrow(expect.objectContaining({ code: "outgoing.allow_invalid" }));
});
