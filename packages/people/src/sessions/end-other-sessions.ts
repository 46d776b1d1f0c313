import { recordPersonAudit } from "@millrace/audit";
import type { SystemContext } from "@millrace/db";
import { requireOwnSession } from "./proof.ts";
import type { Session } from "./session.ts";
import { deleteSessionsOf } from "./store.ts";

/** Ends every session of the person but this one, at once. Fault `forbidden` `people.confined_session`. */
export async function endOtherSessions(
  { database, clock }: SystemContext,
  session: Session,
): Promise<{ ended: number }> {
  requireOwnSession(session);
  const { person, origin } = session;
  return database.inSystem(async (tx) => {
    const ended = await deleteSessionsOf(tx, person.id, { keepId: session.id });
    if (ended === 0) return { ended };
    await recordPersonAudit(
      tx,
      { clock, person, address: origin.address },
      { verb: "session.end_others", subjectType: "person", subjectId: person.id, after: { ended } },
    );
    return { ended };
  });
}
