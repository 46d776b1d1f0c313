import type { SystemContext } from "@millrace/db";
import type { Session } from "./session.ts";
import { hasSession } from "./store.ts";

/** Whether a session has not been ended since; cheap, for streams that outlive the request that opened them. */
export async function isSessionOpen(
  { database, clock }: SystemContext,
  { id }: Pick<Session, "id">,
): Promise<boolean> {
  return database.inSystem((tx) => hasSession(tx, id, clock.now()));
}
