import type { TeamMember } from "@millrace/teams";
import { expect, test } from "vitest";
import { memberRows } from "./member-row.ts";

function member(personId: string, role: string): TeamMember {
  return {
    personId,
    name: personId,
    email: `${personId}@example.test`,
    role,
    roleName: null,
    joinedBy: "invitation",
    joinedAt: new Date(0),
    secondFactorOn: null,
  };
}

const facts = { readerId: "admin", givable: ["admin", "developer", "viewer"], keyMakers: null };

test("an admin changes those whose role holds no more than theirs, and not themselves", () => {
  const rows = memberRows(
    [member("owner", "owner"), member("admin", "admin"), member("dev", "developer")],
    facts,
  );
  expect(rows.map(({ canChange, canRemove }) => [canChange, canRemove])).toEqual([
    [false, false],
    [false, false],
    [true, true],
  ]);
  expect(rows.map(({ isYou }) => isYou)).toEqual([false, true, false]);
});

test("the only owner is not offered for change or removal, one of two is", () => {
  const asOwner = { ...facts, readerId: "support", givable: ["owner", ...facts.givable] };
  expect(memberRows([member("a", "owner")], asOwner)[0]?.canRemove).toBe(false);
  expect(memberRows([member("a", "owner"), member("b", "owner")], asOwner)[0]?.canRemove).toBe(true);
});

test("keys are counted by who made them, and only for whoever may revoke them", () => {
  const members = [member("dev", "developer"), member("ops", "developer")];
  const counted = memberRows(members, { ...facts, keyMakers: ["dev", null, "dev"] });
  expect(counted.map(({ keysMade }) => keysMade)).toEqual([2, 0]);
  expect(memberRows(members, facts).map(({ keysMade }) => keysMade)).toEqual([null, null]);
});
