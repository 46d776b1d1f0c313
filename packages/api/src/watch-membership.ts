import { setTimeout as pause } from "node:timers/promises";
import type { SystemContext } from "@millrace/db";
import { type Actor, Fault } from "@millrace/kernel";
import type { Member } from "@millrace/teams";
import { enterAgain } from "./enter-again.ts";

/** With the time that an answer takes, somebody who is removed is out within two seconds. */
const LOOK_EVERY_MS = 1_000;
/** Streams that one process holds open: one for each page that somebody looks at. */
const WATCHES_MAX = 2_000;

let watches = 0;

export type MembershipWatchOptions = { signal?: AbortSignal; lookEveryMs?: number };

/** What somebody is and may do in a team, as a text that differs when either does. */
export function standingOf({ role, grants = [] }: Actor): string {
  return [role, ...grants].join(" ");
}

/**
 * What a member is in their team, now and each time it changes, until `signal` aborts. Fault `not_found` `api.not_found` as
 * soon as they are no longer in it; Fault `limit_exceeded` `api.too_many_watches`.
 */
export async function* watchMembership(
  ctx: SystemContext,
  watcher: Member,
  { signal, lookEveryMs = LOOK_EVERY_MS }: MembershipWatchOptions = {},
): AsyncGenerator<{ standing: string }> {
  if (watches >= WATCHES_MAX) throw tooManyWatches();
  watches += 1;
  try {
    let shown: string | null = null;
    while (!signal?.aborted) {
      const standing = standingOf((await enterAgain(ctx, watcher)).actor);
      if (standing !== shown) yield { standing };
      shown = standing;
      // A rejection says that the watcher has gone, which ends the loop.
      await pause(lookEveryMs, undefined, { signal }).catch(() => undefined);
    }
  } finally {
    watches -= 1;
  }
}

function tooManyWatches(): Fault {
  return new Fault({
    kind: "limit_exceeded",
    code: "api.too_many_watches",
    message: "Too many pages with live figures are open. Close some and try again.",
  });
}
