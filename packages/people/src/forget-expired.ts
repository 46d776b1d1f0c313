import type { SystemContext } from "@millrace/db";
import { WINDOW_MAX_MS } from "./rules/attempt-limits.ts";
import { IDLE_MAX_MS } from "./sessions/session.ts";
import { deleteExpired } from "./store.ts";

const DAY_MS = 24 * 3_600_000;
/** A browser that is not seen for so long is a stranger again. */
const DEVICE_AGE_MAX_MS = 400 * DAY_MS;

/** Removes what no longer opens anything: sessions, tickets, links, counts and devices. Returns how many of each. */
export async function forgetExpired({ database, clock }: SystemContext): Promise<Record<string, number>> {
  const now = clock.now().getTime();
  return database.inSystem((tx) =>
    deleteExpired(tx, {
      now: new Date(now),
      idleSince: new Date(now - IDLE_MAX_MS),
      windowsBefore: new Date(now - WINDOW_MAX_MS),
      devicesBefore: new Date(now - DEVICE_AGE_MAX_MS),
    }),
  );
}
