import { describe, expect, test } from "vitest";
import type { AuditSnapshot } from "../audit-entry.ts";
import { presentable } from "./presentable.ts";

function entry(after: AuditSnapshot, verb = "key.create") {
  return { verb, subjectType: "key", subjectId: "id", after };
}

describe("presentable", () => {
  test.each<[string, AuditSnapshot]>([
    ["password", { password: "one two three" }],
    ["passwordHash", { passwordHash: "x" }],
    ["clientSecret", { clientSecret: "x" }],
    ["client_secret", { sso: { client_secret: "x" } }],
    ["tokens", { tokens: ["x"] }],
    ["token", { links: [{ token: "x" }] }],
    ["recoveryCodes", { recoveryCodes: ["1234"] }],
    ["secret", { secret: "" }],
  ])("a field called %s with text in it is refused, wherever it stands", (field, snapshot) => {
    expect(() => presentable(entry(snapshot))).toThrow(
      expect.objectContaining({
        code: "audit.secret_in_entry",
        internal: expect.stringContaining(`"${field}"`),
      }),
    );
  });

  test("whether there is a secret, and how many, may be told", () => {
    const told = { hasPassword: true, inputTokens: 7, passwordChangedAt: null, lastFour: "a1b2" };
    expect(presentable(entry(told))).toEqual(entry(told));
  });

  test.each([
    ["laptop mr_0123456789abcdefghij!", "laptop [secret]!"],
    ["mi_0123456789abcdefghijklmnopqrstuvwxyz", "[secret]"],
    ["$argon2id$v=19$m=19456,t=2,p=1$c2FsdA$aGFzaA", "[secret]"],
    ["-----BEGIN PRIVATE KEY-----\nabc\n-----END PRIVATE KEY-----", "[secret]"],
    ["mr_laptop", "mr_laptop"],
    ["a\0b", "a\ufffdb"],
    ["a\ud800b", "a\ufffdb"],
  ])("%j in a name is told as %j", (name, told) => {
    expect(presentable(entry({ name, names: [{ name }] }))).toEqual(
      entry({ name: told, names: [{ name: told }] }),
    );
  });

  test("what nobody could read is refused", () => {
    expect(() => presentable(entry({ note: "x".repeat(300_000) }))).toThrow(
      expect.objectContaining({ code: "audit.entry_too_large" }),
    );
  });

  test.each(["", "revoke", "key.revoke.now", "Key.Revoke", "key.revoke\n"])("%j is no verb", (verb) => {
    expect(() => presentable(entry({}, verb))).toThrow(
      expect.objectContaining({ code: "audit.verb_malformed" }),
    );
  });
});
