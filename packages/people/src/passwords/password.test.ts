import { describe, expect, test } from "vitest";
import { hashPassword, PASSWORD_LENGTH, unmatchablePassword, verifyPassword } from "./password.ts";

describe("passwords", () => {
  test("a password matches its own hash and no other does", async () => {
    const hash = await hashPassword("correct horse");
    expect(await verifyPassword("correct horse", hash)).toBe(true);
    expect(await verifyPassword("correct horse ", hash)).toBe(false);
    expect(await verifyPassword("correct horse", await hashPassword("another one"))).toBe(false);
  });

  test("the hash is argon2id at OWASP's cost, in PHC format, with a salt of its own", async () => {
    const [one, other] = [await hashPassword("correct horse"), await hashPassword("correct horse")];
    expect(one).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$[A-Za-z0-9+/]{22}\$[A-Za-z0-9+/]{43}$/);
    expect(one).not.toBe(other);
  });

  test("a hash that another implementation made is understood", async () => {
    // The reference implementation's test vector for argon2id version 19: password "password", salt "somesalt".
    const hash = "$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc";
    expect(await verifyPassword("password", hash)).toBe(true);
    expect(await verifyPassword("Password", hash)).toBe(false);
  });

  test("the same characters typed on another keyboard are the same password", async () => {
    const composed = "mot de passé";
    expect(await verifyPassword(composed.normalize("NFD"), await hashPassword(composed))).toBe(true);
  });

  test.each([
    "x".repeat(PASSWORD_LENGTH.min - 1),
    "x".repeat(PASSWORD_LENGTH.max + 1),
    "x".repeat(1_000_000),
    "",
  ])("a password of the wrong length is refused", async (password) => {
    await expect(hashPassword(password)).rejects.toMatchObject({
      kind: "invalid",
      code: "people.password_length",
    });
  });

  test("length counts characters, not bytes", async () => {
    const password = "🌊".repeat(PASSWORD_LENGTH.max);
    expect(await verifyPassword(password, await hashPassword(password))).toBe(true);
  });

  test.each([
    "",
    "none",
    "$2b$10$abcdefghijklmnopqrstuv",
    "$argon2id$v=19$m=9999999999,t=2,p=1$c2FsdHNhbHQ$AAAA",
  ])("%j is nobody's hash", async (hash) => {
    expect(await verifyPassword("correct horse", hash)).toBe(false);
  });

  test("nothing matches the hash of nobody", async () => {
    expect(await verifyPassword("correct horse", unmatchablePassword())).toBe(false);
  });

  test("a flood of sign-ins is turned away before it takes the machine's memory", async () => {
    const hash = unmatchablePassword();
    const flood = await Promise.allSettled(Array.from({ length: 40 }, () => verifyPassword("guess", hash)));
    const turnedAway = flood.filter((one) => one.status === "rejected").map((one) => one.reason);
    expect(turnedAway).toHaveLength(8);
    expect(turnedAway[0]).toMatchObject({ kind: "limit_exceeded", code: "people.busy" });
    expect(await verifyPassword("guess", hash)).toBe(false);
  });
});
