import { BUILT_IN_ROLES } from "../role.ts";

/** True when a reader would take the two for the same, or for a role that every team has. */
export function isNameTaken(name: string, others: readonly string[]): boolean {
  return [...BUILT_IN_ROLES, ...others].some((other) => asRead(other) === asRead(name));
}

function asRead(name: string): string {
  return name.normalize("NFKC").toLowerCase().replaceAll(/\s+/g, " ").trim();
}
