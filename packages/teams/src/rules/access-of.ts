import type { Permission } from "../permission.ts";
import { isBuiltInRole } from "../role.ts";
import type { PermissionSet } from "./permissions-of.ts";

/** Somebody or something that asks: a person with their role in the team (null: not in it), or a key of the team. */
export type AccessSubject =
  | {
      kind: "person";
      role: { id: string; name: string | null; permissions: PermissionSet } | null;
      /** The team lets members in through its single sign-on only. */
      requiresSso: boolean;
    }
  | { kind: "key"; isRevoked: boolean };

/** What a key is for; everything else is for people. */
export const CALL = "call";

export type AccessAnswer =
  | { allowed: boolean; rule: "role"; role: string; roleName: null }
  | { allowed: boolean; rule: "custom_role"; role: string; roleName: string }
  | { allowed: boolean; rule: "not_a_member" | "sso_required" | "key" | "key_revoked" };

/** Allowed or not, and the one rule that says so. */
export function accessOf(subject: AccessSubject, act: Permission | typeof CALL): AccessAnswer {
  if (subject.kind === "key") {
    return subject.isRevoked
      ? { allowed: false, rule: "key_revoked" }
      : { allowed: act === CALL, rule: "key" };
  }
  const { role, requiresSso } = subject;
  if (role === null) return { allowed: false, rule: "not_a_member" };
  const allowed = act !== CALL && role.permissions.has(act);
  // Owners may come in otherwise, with a second factor.
  if (allowed && requiresSso && role.id !== "owner") return { allowed, rule: "sso_required" };
  if (isBuiltInRole(role.id)) return { allowed, rule: "role", role: role.id, roleName: null };
  return { allowed, rule: "custom_role", role: role.id, roleName: role.name ?? role.id };
}
