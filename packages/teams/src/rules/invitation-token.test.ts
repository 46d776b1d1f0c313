import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { invitationHashes, invitationTokenSchema, invitationTokens } from "./invitation-token.ts";

const random = fc.uint8Array({ minLength: 32, maxLength: 32 });

describe("the tokens of an invitation", () => {
  test("both lead to it, and tell which of them was shown", () => {
    fc.assert(
      fc.property(random, (bytes) => {
        const { mailed, copied, hash } = invitationTokens(bytes);
        expect(invitationTokenSchema.parse(mailed)).toBe(mailed);
        expect(invitationTokenSchema.parse(copied)).toBe(copied);
        expect(invitationHashes(mailed).mailed).toEqual(hash);
        expect(invitationHashes(copied).copied).toEqual(hash);
        expect(invitationHashes(mailed).copied).not.toEqual(hash);
        expect(invitationHashes(copied).mailed).not.toEqual(hash);
      }),
    );
  });

  test.each(["", "mi_", "mi_short", `mr_${"a".repeat(43)}`, `mi_${"a".repeat(44)}`, `mi_${"a".repeat(42)}=`])(
    "%j is none",
    (text) => {
      expect(invitationTokenSchema.safeParse(text).success).toBe(false);
    },
  );

  test("fewer random bytes make none", () => {
    expect(() => invitationTokens(new Uint8Array(16))).toThrow(RangeError);
  });
});
