import { newId } from "@millrace/kernel";
import fc from "fast-check";
import { Secret, TOTP } from "otpauth";
import { describe, expect, test } from "vitest";
import { newOneTimeSecret, oneTimeUri, stepOfCode } from "./one-time-code.ts";
import { hashRecoveryCode, newRecoveryCodes } from "./recovery-codes.ts";

describe("one-time codes", () => {
  // RFC 6238, appendix B, SHA-1: the last six of its eight digits.
  const secret = Secret.fromLatin1("12345678901234567890").base32;
  test.each([
    [59, "287082"],
    [1_111_111_109, "081804"],
    [1_111_111_111, "050471"],
    [1_234_567_890, "005924"],
    [2_000_000_000, "279037"],
    [20_000_000_000, "353130"],
  ])("at second %i the code is %s", (seconds, code) => {
    expect(stepOfCode(secret, code, new Date(seconds * 1_000))).toBe(Math.floor(seconds / 30));
  });

  test("a code holds for its step and one to either side, and tells which step it is of", () => {
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 2 ** 31 }), fc.integer({ min: -3, max: 3 }), (step, off) => {
        const code = TOTP.generate({ secret: Secret.fromBase32(secret), timestamp: (step + off) * 30_000 });
        const found = stepOfCode(secret, code, new Date(step * 30_000 + 17_000));
        if (Math.abs(off) <= 1) expect(found).not.toBeNull();
        // A code may happen to be that of another step in reach as well; it is then that step's.
        else if (found !== null) expect(Math.abs(found - step)).toBeLessThanOrEqual(1);
      }),
    );
  });

  test.each(["", "28708", "2870822", "abcdef", "２８７０８２", "-87082", "28708\n"])(
    "%j is no code",
    (code) => {
      expect(stepOfCode(secret, code, new Date(59_000))).toBeNull();
    },
  );

  test("a code may be typed with a gap", () => {
    expect(stepOfCode(secret, " 287 082 ", new Date(59_000))).toBe(1);
  });

  test("the secret is 160 bits, new each time, and in the picture with the address", () => {
    const [one, other] = [newOneTimeSecret(), newOneTimeSecret()];
    expect(one).toMatch(/^[A-Z2-7]{32}$/);
    expect(one).not.toBe(other);
    const uri = new URL(oneTimeUri(one, "ada+x@example.test"));
    expect(uri.protocol).toBe("otpauth:");
    expect(decodeURIComponent(uri.pathname)).toContain("Millrace:ada+x@example.test");
    expect(uri.searchParams.get("secret")).toBe(one);
  });
});

describe("recovery codes", () => {
  test("ten different codes of 80 bits", () => {
    const codes = newRecoveryCodes();
    expect(new Set(codes).size).toBe(10);
    for (const code of codes) expect(code).toMatch(/^([A-Z2-7]{4}-){3}[A-Z2-7]{4}$/);
  });

  test("a code is the same however it is typed, and another person's is another", () => {
    const [personId, other] = [newId(), newId()];
    for (const code of newRecoveryCodes()) {
      const hash = hashRecoveryCode(personId, code);
      expect(hash).not.toBeNull();
      expect(hashRecoveryCode(personId, ` ${code.toLowerCase().replaceAll("-", " ")} `)).toEqual(hash);
      expect(hashRecoveryCode(other, code)).not.toEqual(hash);
    }
  });

  test.each([
    "",
    "123456",
    "AAAA-AAAA-AAAA",
    "AAAA-AAAA-AAAA-AAAA-AAAA",
    "0AAA-AAAA-AAAA-AAAA",
    "x".repeat(99_999),
  ])("%.20s is no recovery code", (code) => {
    expect(hashRecoveryCode(newId(), code)).toBeNull();
  });
});
