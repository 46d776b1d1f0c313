import { expect, test } from "vitest";
import { makeSecret } from "./make-secret.ts";
import { BASE62 } from "./rules/base62.ts";
import { parseKey } from "./rules/parse-key.ts";

const secrets = Array.from({ length: 2_000 }, makeSecret);

test("every new key is one that is recognised, and like no other", () => {
  expect(secrets.every((secret) => parseKey(secret) !== null)).toBe(true);
  expect(new Set(secrets).size).toBe(secrets.length);
});

test("each character is as likely as any other", () => {
  const counts = new Map([...BASE62].map((character) => [character, 0]));
  for (const character of secrets.flatMap((secret) => [...secret.slice(8, 40)])) {
    counts.set(character, (counts.get(character) ?? 0) + 1);
  }
  // 64,000 draws, 1,032 expected each, standard deviation 32. A remainder of a byte would favour eight of them by a quarter.
  for (const count of counts.values()) expect(Math.abs(count - 1_032)).toBeLessThan(200);
});
