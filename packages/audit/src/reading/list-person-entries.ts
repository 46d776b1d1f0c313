import type { SystemTx } from "@millrace/db";
import type { AuditSnapshot } from "../audit-entry.ts";
import { findPersonEntries } from "./store.ts";

/** Of each team's log, the newest so many are looked through. */
const LOOKED_THROUGH_MAX = 20_000;

/** What a person did to their own account. */
export type PersonEntry = {
  id: string;
  at: Date;
  verb: string;
  /** Where the call came from; null where it could not be known. */
  address: string | null;
  before: AuditSnapshot | null;
  after: AuditSnapshot | null;
};

/**
 * What `recordPersonAudit` told the teams that the person is in now, newest first, each act once. Whoever asks has seen to
 * it that it is the person's own.
 */
export async function listPersonEntries(
  tx: SystemTx,
  personId: string,
  span: { from: Date; to: Date; limit: number },
): Promise<PersonEntry[]> {
  return findPersonEntries(tx, personId, { ...span, lookedThroughMax: LOOKED_THROUGH_MAX });
}
