import type { PermissionSet } from "./permissions-of.ts";

/** What a person is before and after; null: not in the team. */
export type Assignment = { from: PermissionSet | null; to: PermissionSet | null };

/**
 * Whoever gives or takes a role holds all of it themselves: so nobody comes to hold, or makes another hold, what they
 * did not hold before, in however many steps.
 */
export function isWithinReach(held: PermissionSet, { from, to }: Assignment): boolean {
  return [from, to].every((role) => role === null || [...role].every((one) => held.has(one)));
}
