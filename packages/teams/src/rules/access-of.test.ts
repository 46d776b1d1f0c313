import { describe, expect, test } from "vitest";
import { PERMISSIONS } from "../permission.ts";
import { BUILT_IN_ROLES, GRANTED } from "../role.ts";
import { accessOf, CALL } from "./access-of.ts";
import { permissionsOf } from "./permissions-of.ts";

const builtIn = (id: keyof typeof GRANTED) => ({ id, name: null, permissions: GRANTED[id] });

describe("access", () => {
  test("of a member is what their role says, for every role and permission", () => {
    for (const id of BUILT_IN_ROLES)
      for (const permission of PERMISSIONS)
        expect(accessOf({ kind: "person", role: builtIn(id), requiresSso: false }, permission)).toEqual({
          allowed: GRANTED[id].has(permission),
          rule: "role",
          role: id,
          roleName: null,
        });
  });

  test("by a role of the team's own names it", () => {
    const role = { id: "0198", name: "Key master", permissions: permissionsOf("0198", ["keys.write"]) };
    const of = (permission: "keys.write" | "keys.read") =>
      accessOf({ kind: "person", role, requiresSso: false }, permission);
    expect(of("keys.write")).toEqual({
      allowed: true,
      rule: "custom_role",
      role: "0198",
      roleName: "Key master",
    });
    expect(of("keys.read").allowed).toBe(false);
  });

  test("of whoever is not in the team is none", () => {
    for (const act of [...PERMISSIONS, CALL] as const)
      expect(accessOf({ kind: "person", role: null, requiresSso: true }, act)).toEqual({
        allowed: false,
        rule: "not_a_member",
      });
  });

  test("goes through the team's provider where it must, but for owners", () => {
    const of = (id: "owner" | "admin") =>
      accessOf({ kind: "person", role: builtIn(id), requiresSso: true }, "keys.read").rule;
    expect(of("admin")).toBe("sso_required");
    expect(of("owner")).toBe("role");
  });

  test("of a key is to call and nothing else, and of a revoked one nothing", () => {
    for (const act of [...PERMISSIONS, CALL] as const) {
      const isCall = act === CALL;
      expect(accessOf({ kind: "key", isRevoked: false }, act)).toEqual({ allowed: isCall, rule: "key" });
      expect(accessOf({ kind: "key", isRevoked: true }, act)).toEqual({
        allowed: false,
        rule: "key_revoked",
      });
    }
  });
});
