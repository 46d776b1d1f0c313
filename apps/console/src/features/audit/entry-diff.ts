import type { AuditJson, AuditSnapshot } from "@millrace/audit";

export type FieldChange = {
  /** Such as `resources.threads`. */
  field: string;
  /** Null: was not there, or held nothing. */
  before: string | null;
  after: string | null;
};

/** What differs between two states of a thing, field by field; all of it where there is only one. */
export function entryDiff(before: AuditSnapshot | null, after: AuditSnapshot | null): FieldChange[] {
  const [old, fresh] = [flatten(before ?? {}), flatten(after ?? {})];
  const fields = [...new Set([...old.keys(), ...fresh.keys()])];
  return fields
    .map((field) => ({ field, before: old.get(field) ?? null, after: fresh.get(field) ?? null }))
    .filter((change) => change.before !== change.after);
}

function flatten(snapshot: AuditSnapshot, prefix = ""): Map<string, string | null> {
  return new Map(
    Object.entries(snapshot).flatMap(([name, value]): [string, string | null][] =>
      isGroup(value) ? [...flatten(value, `${prefix}${name}.`)] : [[prefix + name, textOf(value)]],
    ),
  );
}

function isGroup(value: AuditJson): value is AuditSnapshot {
  return (
    typeof value === "object" && value !== null && !Array.isArray(value) && Object.keys(value).length > 0
  );
}

function textOf(value: AuditJson): string | null {
  if (value === null || typeof value === "string") return value;
  const isPlainList = Array.isArray(value) && value.every((item) => typeof item === "string");
  return isPlainList && value.length > 0 ? value.join(", ") : JSON.stringify(value);
}

/** What people call the thing: its name, else its address; null where it has neither. */
export function subjectName(before: AuditSnapshot | null, after: AuditSnapshot | null): string | null {
  for (const field of ["name", "email", "label", "title"]) {
    const value = after?.[field] ?? before?.[field];
    if (typeof value === "string" && value !== "") return value;
  }
  return null;
}
