import type { Permission, TeamAddressee } from "@millrace/teams";
import { expect, test } from "vitest";
import { addresseesOf } from "./addressees-of.ts";

function member(personId: string, ...permissions: Permission[]): TeamAddressee {
  return { personId, email: `${personId}@example.test`, locale: "en", permissions: new Set(permissions) };
}

const members = [
  member("owner", "limits.write", "billing.write"),
  member("admin", "limits.write"),
  member("billing", "billing.write"),
  member("maker", "keys.write"),
  member("viewer"),
];

test.each([
  ["a key's limit", { scope: "key", ownerId: "maker", setBy: "admin" }, ["admin", "maker"]],
  ["a key's limit that its maker set", { scope: "key", ownerId: "maker", setBy: "maker" }, ["maker"]],
  ["a member's limit", { scope: "member", ownerId: "viewer", setBy: "owner" }, ["owner", "viewer"]],
  ["a service key's limit", { scope: "key", ownerId: null, setBy: "owner" }, ["owner"]],
  ["the team's limit", { scope: "team", ownerId: null, setBy: "admin" }, ["owner", "admin", "billing"]],
  [
    "a deployment's limit",
    { scope: "deployment", ownerId: null, setBy: null },
    ["owner", "admin", "billing"],
  ],
  [
    "the limit of a key whose maker left",
    { scope: "key", ownerId: "gone", setBy: null },
    ["owner", "admin", "billing"],
  ],
] as const)("of %s those are told whom it concerns", (_, concern, told) => {
  expect(addresseesOf(concern, members).map(({ personId }) => personId)).toEqual(told);
});

test("a crowd is not mailed", () => {
  const crowd = Array.from({ length: 500 }, (_, index) => member(`m${index}`, "limits.write"));
  expect(addresseesOf({ scope: "team", ownerId: null, setBy: null }, crowd)).toHaveLength(50);
});
