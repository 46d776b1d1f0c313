import type { SystemContext } from "@millrace/db";
import { requireOwnSession } from "./proof.ts";
import type { Session } from "./session.ts";
import { findSessionsOf, type SessionOfPerson } from "./store.ts";

/** The browsers in which the person of this session is signed in. Fault `forbidden` `people.confined_session`. */
export async function listSessions(
  { database, clock }: SystemContext,
  session: Session,
): Promise<(SessionOfPerson & { isThis: boolean })[]> {
  requireOwnSession(session);
  const rows = await database.inSystem((tx) => findSessionsOf(tx, session.person.id, clock.now()));
  return rows.map((row) => ({ ...row, isThis: row.id === session.id }));
}
