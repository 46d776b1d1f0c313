import { periodOf } from "@millrace/kernel";
import { daysOf } from "../usage/usage-query.ts";

/** What Usage shows a month by: its days (UTC). */
export function monthQuery(start: Date): { from: string; to: string } {
  return daysOf(periodOf(start));
}
