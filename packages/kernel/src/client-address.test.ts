import { expect, test } from "vitest";
import { clientAddress } from "./client-address.ts";

const forged = "198.51.100.1, 203.0.113.7";

test("without proxies the connection tells, whatever the client writes", () => {
  expect(clientAddress({ socketAddress: "203.0.113.9", forwardedFor: forged, trustedProxies: 0 })).toBe(
    "203.0.113.9",
  );
});

test("an IPv4 address is the same on a listener for both families", () => {
  expect(
    clientAddress({ socketAddress: "::ffff:203.0.113.9", forwardedFor: undefined, trustedProxies: 0 }),
  ).toBe("203.0.113.9");
});

test.each([
  [1, "203.0.113.7"],
  [2, "198.51.100.1"],
  [3, null],
])("behind %i proxies the outermost one tells: %s", (trustedProxies, address) => {
  expect(clientAddress({ socketAddress: "10.0.0.1", forwardedFor: forged, trustedProxies })).toBe(address);
});

test.each([undefined, "", "unknown", "<script>", "203.0.113.7:4711"])(
  "behind a proxy that says %j nobody's address is taken for the client's",
  (forwardedFor) => {
    expect(clientAddress({ socketAddress: "10.0.0.1", forwardedFor, trustedProxies: 1 })).toBeNull();
  },
);
