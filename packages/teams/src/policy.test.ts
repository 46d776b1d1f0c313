import { type Actor, newId, systemActor } from "@millrace/kernel";
import { describe, expect, test } from "vitest";
import { may, requirePermission } from "./policy.ts";
import { PERMISSIONS, ROLES } from "./role.ts";

function actor(role: string): Actor {
  return { teamId: newId(), personId: newId(), role, label: "ada@example.test" };
}

describe("who may do what", () => {
  test.each([
    ["owner", "deployments.write keys.write"],
    ["admin", "deployments.write keys.write"],
    ["developer", "deployments.write keys.write"],
    ["billing", ""],
    ["viewer", ""],
  ])("%s may change: %s", (role, changes) => {
    const granted = PERMISSIONS.filter((permission) => may(actor(role), permission));
    expect(granted.filter((permission) => permission.endsWith(".write")).join(" ")).toBe(changes);
  });

  test("everybody in a team may read all of it", () => {
    const reading = PERMISSIONS.filter((permission) => permission.endsWith(".read"));
    for (const role of ROLES) {
      expect(reading.every((permission) => may(actor(role), permission))).toBe(true);
    }
  });

  test.each(["", "Owner", "root", "constructor", "__proto__", "toString"])(
    "the unknown role %j may do nothing",
    (role) => {
      expect(PERMISSIONS.filter((permission) => may(actor(role), permission))).toEqual([]);
    },
  );

  test("the system may do everything in its team", () => {
    expect(PERMISSIONS.every((permission) => may(systemActor(newId()), permission))).toBe(true);
  });

  test("a refusal names the permission that is missing", () => {
    expect(() => requirePermission(actor("viewer"), "keys.write")).toThrow(
      expect.objectContaining({
        kind: "forbidden",
        code: "teams.not_allowed",
        message: expect.stringContaining("keys.write"),
      }),
    );
  });
});
