import type { SystemTx } from "@millrace/db";
import type { RatedRecord } from "./rules/rate-records.ts";

/** `chargeId` names the records that are charged together: those of a team, a UTC day and a batch; null: it costs nothing. */
export type ChargedRecord = RatedRecord & { chargeId: string | null };

/**
 * What else is to be true once records are stored, in their transaction: limits count them, the ledger charges them. Called
 * with those of a batch that are new.
 */
export type Alongside = (tx: SystemTx, records: readonly ChargedRecord[]) => Promise<void>;
