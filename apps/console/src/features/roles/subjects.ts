import type { Permission } from "@millrace/teams";

type SubjectOf<T> = T extends `${infer Subject}.${string}` ? Subject : never;
export type Subject = SubjectOf<Permission>;

/** Permissions by what they are about, each subject where its first one stands. */
export function bySubject(
  permissions: readonly Permission[],
): { subject: Subject; permissions: Permission[] }[] {
  const groups = new Map<Subject, Permission[]>();
  for (const permission of permissions) {
    const subject = permission.slice(0, permission.indexOf(".")) as Subject;
    groups.set(subject, [...(groups.get(subject) ?? []), permission]);
  }
  return [...groups].map(([subject, members]) => ({ subject, permissions: members }));
}

/** What a role holds besides what was chosen: whoever may change something sees it, and everybody sees that the team is there. */
export function withImpliedReads(
  chosen: Iterable<Permission>,
  known: readonly Permission[],
): Set<Permission> {
  const names = new Set<string>(["team.read", ...chosen]);
  for (const name of [...names]) names.add(name.replace(/\.write$/, ".read"));
  return new Set(known.filter((permission) => names.has(permission)));
}
