import fc from "fast-check";
import { expect, test } from "vitest";
import { BASE62 } from "./base62.ts";
import { hashKey, keyChecksum, RANDOM_LENGTH } from "./parse-key.ts";
import { readPasted } from "./read-pasted.ts";

const random = fc.string({
  unit: fc.constantFrom(...BASE62),
  minLength: RANDOM_LENGTH,
  maxLength: RANDOM_LENGTH,
});
const secret = random.map((text) => `mr_live_${text}${keyChecksum(`mr_live_${text}`)}`);
const around = fc.constantFrom("", " ", '"', "KEY=", "Authorization: Bearer ", "\n", "?key=", "mr_live_x ");

test("a key is found amid whatever it was copied with", () => {
  fc.assert(
    fc.property(
      around,
      secret,
      fc.constantFrom("", " ", '",', "\n", "&a=b", " mr_live_"),
      (before, key, after) => {
        expect(readPasted(before + key + after)).toEqual({ kind: "key", hash: hashKey(key) });
      },
    ),
  );
});

test("with one character too many or too few it is mistyped", () => {
  fc.assert(
    fc.property(secret, (key) => {
      expect(readPasted(`${key}x`)).toEqual({ kind: "mistyped" });
      expect(readPasted(key.slice(0, -1))).toEqual({ kind: "mistyped" });
    }),
  );
});

test.each(["", "mr_test_123", "sk-123", "mr live"])("%j is no key", (text) => {
  expect(readPasted(text)).toEqual({ kind: "no_key" });
});
