import { periodOf } from "@millrace/kernel";

/** How long after a period's end its invoice waits for records that are under way. */
const SETTLING_MS = 2 * 3_600_000;

/**
 * When the ledger books what was used at a moment: then, or where that period is closed, at the first moment that is not.
 * `closedUntil` is the end of the team's newest closed period; null: none is closed.
 */
export function postedAt(usedAt: Date, closedUntil: Date | null): Date {
  return closedUntil !== null && usedAt < closedUntil ? closedUntil : usedAt;
}

/** Periods that end at or before this moment may be closed. */
export function closableBefore(now: Date): Date {
  return periodOf(new Date(now.getTime() - SETTLING_MS)).start;
}
