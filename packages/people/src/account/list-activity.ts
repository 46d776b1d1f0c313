import { listPersonEntries, type PersonEntry } from "@millrace/audit";
import type { SystemContext } from "@millrace/db";
import { requireOwnSession } from "../sessions/proof.ts";
import type { Session } from "../sessions/session.ts";

export const ACTIVITY_DAYS = 90;
const ENTRIES_MAX = 100;
const DAY_MS = 24 * 60 * 60_000;

/**
 * What was done to the account of this session's person of late (password, second factor, linked accounts, new devices),
 * newest first, as the logs of the teams tell it that they are in. Fault `forbidden` `people.confined_session`.
 */
export async function listActivity(
  { database, clock }: SystemContext,
  session: Session,
): Promise<PersonEntry[]> {
  requireOwnSession(session);
  const to = clock.now();
  const from = new Date(to.getTime() - ACTIVITY_DAYS * DAY_MS);
  return database.inSystem((tx) =>
    listPersonEntries(tx, session.person.id, { from, to, limit: ENTRIES_MAX }),
  );
}
