import { PERMISSIONS } from "@millrace/teams";
import { expect, test } from "vitest";
import { bySubject, withImpliedReads } from "./subjects.ts";

test("every permission stands under its subject, once", () => {
  const groups = bySubject(PERMISSIONS);
  expect(groups.flatMap(({ permissions }) => permissions).toSorted()).toEqual([...PERMISSIONS].toSorted());
  for (const { subject, permissions } of groups) {
    for (const permission of permissions) expect(permission.startsWith(`${subject}.`)).toBe(true);
  }
});

test("whoever may change something sees it, where there is something to see", () => {
  expect(withImpliedReads(["keys.write", "roles.write"], PERMISSIONS)).toEqual(
    new Set(["team.read", "keys.read", "keys.write", "roles.write"]),
  );
});
