import { type Actor, newId, systemActor } from "@millrace/kernel";
import { describe, expect, test } from "vitest";
import { PERMISSIONS } from "./permission.ts";
import { may, requirePermission } from "./policy.ts";
import { BUILT_IN_ROLES } from "./role.ts";

function actor(role: string, grants?: readonly string[]): Actor {
  const personId = newId();
  return { teamId: newId(), personId, role, label: "ada@example.test", ...(grants && { grants }) };
}

describe("who may do what", () => {
  test.each([
    ["owner", PERMISSIONS.filter((permission) => permission.endsWith(".write")).join(" ")],
    [
      "admin",
      "team.write members.write invitations.write roles.write sso.write deployments.write keys.write limits.write billing.write privacy.write",
    ],
    ["developer", "deployments.write keys.write"],
    ["billing", "limits.write billing.write"],
    ["viewer", ""],
  ])("%s may change: %s", (role, changes) => {
    const granted = PERMISSIONS.filter((permission) => may(actor(role), permission));
    expect(granted.filter((permission) => permission.endsWith(".write")).join(" ")).toBe(changes);
  });

  test("only owners may delete the team or make owners", () => {
    for (const permission of ["team.delete", "owners.write"] as const) {
      expect(BUILT_IN_ROLES.filter((role) => may(actor(role), permission))).toEqual(["owner"]);
    }
  });

  test("what a team pays is seen by owners, admins and billing", () => {
    expect(BUILT_IN_ROLES.filter((role) => may(actor(role), "billing.read"))).toEqual([
      "owner",
      "admin",
      "billing",
    ]);
  });

  test("a role that the team made holds what it was given and nothing else", () => {
    const custom = actor(newId(), ["keys.read", "usage.read"]);
    expect(PERMISSIONS.filter((permission) => may(custom, permission))).toEqual(["keys.read", "usage.read"]);
  });

  test("what a role of the team's own would grant adds nothing to a built-in one", () => {
    expect(may(actor("viewer", ["keys.write"]), "keys.write")).toBe(false);
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
