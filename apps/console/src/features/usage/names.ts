export const GROUPINGS = ["model", "key", "deployment"] as const;
export type Grouping = (typeof GROUPINGS)[number];

const SHORT_ID_LENGTH = 8;

/** What people call the things that usage is counted by. Plain objects, so that they reach the browser. */
export type Names = {
  keys: Record<string, string>;
  deployments: Record<string, string>;
};

/** The name of a group, or the start of its id when the thing has been deleted since. */
export function nameOfGroup(names: Names, grouping: Grouping, group: string): string {
  if (grouping === "model") return group;
  const known = grouping === "key" ? names.keys : names.deployments;
  return known[group] ?? group.slice(0, SHORT_ID_LENGTH);
}
