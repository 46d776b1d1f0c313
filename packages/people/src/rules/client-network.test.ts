import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { clientNetwork } from "./client-network.ts";

describe("clientNetwork", () => {
  test.each([
    ["203.0.113.7", "203.0.113.7"],
    ["::ffff:203.0.113.7", "203.0.113.7"],
    ["::ffff:cb00:7107", "203.0.113.7"],
    ["2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"],
    ["2001:0DB8:0001:0002::1", "2001:db8:1:2::/64"],
    ["2001:db8::1", "2001:db8:0:0::/64"],
    ["::1", "0:0:0:0::/64"],
    ["fe80::1%eth0", "fe80:0:0:0::/64"],
  ])("%s is counted as %s", (address, network) => {
    expect(clientNetwork(address)).toBe(network);
  });

  test.each([null, "", "unknown", "203.0.113", "1.2.3.4, 5.6.7.8", "[::1]", "::ffff:1.2.3.4.5"])(
    "%j has no network",
    (address) => {
      expect(clientNetwork(address)).toBeNull();
    },
  );

  test("whoever turns the lower half of an IPv6 address stays in one network, however it is written", () => {
    const group = fc.integer({ min: 0, max: 0xffff }).map((value) => value.toString(16));
    const groups = (length: number) => fc.array(group, { minLength: length, maxLength: length });
    fc.assert(
      fc.property(groups(4), groups(4), groups(4), (network, host, other) => {
        const address = [...network, ...host].join(":");
        const padded = [...network, ...other].map((one) => one.toUpperCase().padStart(4, "0")).join(":");
        expect(clientNetwork(address)).toBe(clientNetwork(padded));
      }),
    );
  });
});
