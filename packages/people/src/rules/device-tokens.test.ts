import fc from "fast-check";
import { expect, test } from "vitest";
import { addDeviceToken, readDeviceTokens } from "./device-tokens.ts";

test("a cookie remembers the last five people, the latest first", () => {
  let cookie: string | undefined;
  const tokens: string[] = [];
  for (let person = 0; person < 7; person++) {
    const added = addDeviceToken(cookie);
    cookie = added.deviceToken;
    tokens.unshift(added.token);
  }
  expect(readDeviceTokens(cookie)).toEqual(tokens.slice(0, 5));
});

test("whatever a browser sends, no more than five tokens of the right shape are read", () => {
  fc.assert(
    fc.property(fc.string({ maxLength: 5_000 }), (cookie) => {
      const read = readDeviceTokens(cookie);
      expect(read.length).toBeLessThanOrEqual(5);
      for (const token of read) expect(token).toMatch(/^[\w-]{43}$/);
    }),
  );
  expect(readDeviceTokens(undefined)).toEqual([]);
  expect(readDeviceTokens(Array(1_000).fill("x".repeat(43)).join("."))).toHaveLength(1);
});
