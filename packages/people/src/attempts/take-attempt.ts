import type { SystemTx } from "@millrace/db";
import { Fault } from "@millrace/kernel";
import type { AttemptLimit } from "../rules/attempt-limits.ts";
import { countAttempt, deleteWindow, uncountAttempt } from "./store.ts";

/**
 * Counts an attempt before it is made, so that many at once cannot slip past. Null: go on. Else how long nobody may try;
 * the attempt is then counted nowhere.
 */
export async function takeAttempt(
  tx: SystemTx,
  limits: readonly AttemptLimit[],
  now: Date,
): Promise<{ waitMs: number } | null> {
  const taken: AttemptLimit[] = [];
  for (const limit of inOrder(limits)) {
    const fullSince = await countAttempt(tx, limit, now);
    if (fullSince !== null) {
      for (const { subject } of taken) await uncountAttempt(tx, subject);
      return { waitMs: Math.max(fullSince.getTime() + limit.windowMs - now.getTime(), 1) };
    }
    taken.push(limit);
  }
  return null;
}

/** The attempt succeeded: it was none of the failures that the limits are about. */
export async function forgiveAttempt(tx: SystemTx, limits: readonly AttemptLimit[]): Promise<void> {
  for (const { subject, endsWithSuccess } of inOrder(limits)) {
    if (endsWithSuccess) await deleteWindow(tx, subject);
    else await uncountAttempt(tx, subject);
  }
}

/** The attempt was never made. */
export async function giveBackAttempt(tx: SystemTx, limits: readonly AttemptLimit[]): Promise<void> {
  for (const { subject } of inOrder(limits)) await uncountAttempt(tx, subject);
}

export function tooManyAttempts(waitMs: number): Fault {
  return new Fault({
    kind: "limit_exceeded",
    code: "people.too_many_attempts",
    message: "Too many attempts. Try again later.",
    retryAfterMs: waitMs,
  });
}

/** One order for all, so that two attempts cannot wait for each other. */
function inOrder(limits: readonly AttemptLimit[]): AttemptLimit[] {
  return limits.toSorted((one, other) => Buffer.compare(one.subject, other.subject));
}
