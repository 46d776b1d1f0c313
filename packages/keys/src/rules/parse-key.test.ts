import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { BASE62, toBase62 } from "./base62.ts";
import { hashKey, keyChecksum, parseKey, RANDOM_LENGTH } from "./parse-key.ts";

const random = fc.string({
  unit: fc.constantFrom(...BASE62),
  minLength: RANDOM_LENGTH,
  maxLength: RANDOM_LENGTH,
});
const key = random.map((text) => `mr_live_${text}${keyChecksum(`mr_live_${text}`)}`);

describe("parseKey", () => {
  test("the published example of the format is a key", () => {
    const example = "mr_live_00000000000000000000000000000000";
    expect(parseKey(`${example}${keyChecksum(example)}`)?.hash.toString("hex")).toHaveLength(64);
    expect(keyChecksum(example)).toMatch(/^[0-9A-Za-z]{6}$/);
  });

  test("every key is read as the hash that it is stored under", () => {
    fc.assert(
      fc.property(key, (secret) => {
        expect(parseKey(secret)?.hash).toEqual(hashKey(secret));
      }),
    );
  });

  test("a key with one character changed is refused", () => {
    const change = fc.tuple(key, fc.nat({ max: 45 }), fc.constantFrom(..."aZ9_-é\0"));
    fc.assert(
      fc.property(change, ([secret, position, character]) => {
        const typo = secret.slice(0, position) + character + secret.slice(position + 1);
        fc.pre(typo !== secret);
        expect(parseKey(typo)).toBeNull();
      }),
    );
  });

  test("garbage is refused", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 200 }), (text) => {
        expect(parseKey(text)).toBeNull();
        expect(parseKey(`mr_live_${text}`)).toBeNull();
      }),
    );
  });

  test("a part of a key, and more than a key, is no key", () => {
    fc.assert(
      fc.property(key, fc.nat({ max: 45 }), (secret, length) => {
        expect(parseKey(secret.slice(0, length))).toBeNull();
        expect(parseKey(`${secret} `)).toBeNull();
        expect(parseKey(`Bearer ${secret}`)).toBeNull();
      }),
    );
  });
});

test("base 62 keeps the order and the value of numbers", () => {
  expect(toBase62(0, 6)).toBe("000000");
  expect(toBase62(61, 6)).toBe("00000z");
  expect(toBase62(62, 6)).toBe("000010");
  expect(toBase62(2 ** 32 - 1, 6)).toBe("4gfFC3");
});
