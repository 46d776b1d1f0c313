import type { AuditSnapshot } from "@millrace/audit";

/** What an act was about, in a word: the browser that was new, the account that was linked, the name that was taken. */
export function activityDetail(before: AuditSnapshot | null, after: AuditSnapshot | null): string | null {
  for (const field of ["device", "provider", "name"]) {
    const value = after?.[field] ?? before?.[field];
    if (typeof value === "string" && value !== "") return value;
  }
  return null;
}
