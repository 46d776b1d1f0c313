import { isUuid } from "@millrace/kernel";
import { OTHERS_KEY } from "../charts/stack-series.ts";

export const GROUPINGS = ["model", "deployment", "key", "member", "outcome"] as const;
export type Grouping = (typeof GROUPINGS)[number];

export const OUTCOMES = ["answered", "failed", "cancelled"] as const;
export type Outcome = (typeof OUTCOMES)[number];

/** The keys that are no member's, as metering calls them. */
const NO_MEMBERS = ["service", "nobody"] as const;

const SHORT_ID_LENGTH = 8;

/** What people call the things that usage is counted by. Plain objects, so that they reach the browser. */
export type Names = {
  keys: Record<string, string>;
  deployments: Record<string, string>;
  /** Whoever made a key, and those that are no member's. */
  members: Record<string, string>;
  outcomes: Record<string, string>;
  others: string;
};

export function isMember(text: string): boolean {
  return isUuid(text) || NO_MEMBERS.some((word) => word === text);
}

/** The name of a group, or the start of its id when the thing has been deleted since. */
export function nameOfGroup(names: Names, grouping: Grouping, group: string): string {
  if (group === OTHERS_KEY) return names.others;
  if (grouping === "model") return group;
  return known(names, grouping)[group] ?? group.slice(0, SHORT_ID_LENGTH);
}

/** By their ids, in the order in which they are offered. */
export function known(names: Names, grouping: Exclude<Grouping, "model">): Record<string, string> {
  switch (grouping) {
    case "deployment":
      return names.deployments;
    case "key":
      return names.keys;
    case "member":
      return names.members;
    case "outcome":
      return names.outcomes;
  }
}
