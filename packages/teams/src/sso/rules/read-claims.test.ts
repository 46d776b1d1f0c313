import { expect, test } from "vitest";
import { readClaims } from "./read-claims.ts";

const claims = { sub: "s-1", email: "Ada@Acme.example", email_verified: true, name: "Ada" };

test("an account with an address that is verified", () => {
  expect(readClaims(claims)).toEqual({ subject: "s-1", email: "ada@acme.example", name: "Ada" });
});

test.each([
  { email_verified: "true" },
  { email_verified: undefined, xms_edov: true },
  { email_verified: false, xms_edov: "1" },
])("%j counts as verified", (over) => {
  expect(readClaims({ ...claims, ...over })).not.toBeNull();
});

test.each([
  { email_verified: false },
  { email_verified: undefined },
  { email_verified: "false" },
  { email_verified: "yes" },
  { email_verified: [true] },
  { email_verified: {} },
  { sub: undefined },
  { sub: "" },
  { sub: 1 },
  { sub: "x".repeat(256) },
  { email: undefined },
  { email: "ada" },
  { email: ["ada@acme.example"] },
  { email: "ada@acme.example,eve@evil.example" },
  { email: "ada@аcme.example" },
])("%j is no account that is vouched for", (over) => {
  expect(readClaims({ ...claims, ...over })).toBeNull();
});

test("a name that is none is left out", () => {
  expect(readClaims({ ...claims, name: 7 })?.name).toBeNull();
});
