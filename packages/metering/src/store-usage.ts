import type { SystemContext } from "@millrace/db";
import { Fault, isDerivedId, newId } from "@millrace/kernel";
import { loadPricesOf } from "@millrace/prices";
import type { Alongside, ChargedRecord } from "./charged-record.ts";
import { type RatedRecord, rateRecords } from "./rules/rate-records.ts";
import {
  findDiffering,
  insertRecords,
  keepConflicts,
  limitLockWaits,
  lockCurrencies,
  toIncoming,
} from "./store.ts";
import type { UsageRecord } from "./usage-record.ts";

export const STORED_AT_ONCE_MAX = 1_000;

export type StoredUsage = {
  /** Records that were new. */
  stored: number;
  /** Records that were there already, with the same contents. */
  repeated: number;
  /** Ids of records that were there already with other contents: refused, kept aside, and worth an alarm. */
  conflicting: string[];
  /**
   * Of records that were there already with other contents under an id that follows from a client's `Idempotency-Key`, the
   * ids, once each: retries of one request, which is counted and charged once, as it was first stored.
   */
  superseded: string[];
  /** Records of teams that are gone: left out, since their usage went with them. */
  leftOut: number;
};

/**
 * Takes usage in, each record once: rated, counted in the rollup, or recognised as a repetition, in one transaction. Whoever is
 * not sure that an earlier attempt succeeded sends the same records again. At most 1,000 at once, Fault `invalid`
 * `metering.too_many_records`.
 */
export async function storeUsage(
  { database, clock }: SystemContext,
  records: readonly UsageRecord[],
  alongside: readonly Alongside[] = [],
): Promise<StoredUsage> {
  if (records.length > STORED_AT_ONCE_MAX) throw tooMany();
  if (records.length === 0) return { stored: 0, repeated: 0, conflicting: [], superseded: [], leftOut: 0 };
  return database.inSystem(async (tx) => {
    await limitLockWaits(tx);
    const teamIds = distinct(records.map(({ teamId }) => teamId));
    const modelNames = distinct(records.map(({ modelName }) => modelName));
    const currencies = await lockCurrencies(tx, teamIds);
    const versions = await loadPricesOf(tx, { modelNames, teamIds });
    const rated = nameCharges(rateRecords(records, { currencies, versions }));
    const incoming = toIncoming(rated, clock.now());
    const inserted = await insertRecords(tx, incoming);
    const stored = inserted.size;
    const fresh = takeOnce(rated, inserted);
    if (stored > 0) for (const work of alongside) await work(tx, fresh);
    const differing = stored === rated.length ? [] : await findDiffering(tx, incoming);
    const [superseded, conflicting] = [
      differing.filter(isDerivedId),
      differing.filter((id) => !isDerivedId(id)),
    ];
    if (conflicting.length > 0) await keepConflicts(tx, incoming, conflicting);
    const repeated = rated.length - stored - differing.length;
    return { stored, repeated, conflicting, superseded, leftOut: records.length - rated.length };
  });
}

/** What a team uses on one day (UTC) and in one batch is one entry of the ledger. */
function nameCharges(records: readonly RatedRecord[]): ChargedRecord[] {
  const ids = new Map<string, string>();
  return records.map((record) => {
    if (record.amountPico === 0n) return { ...record, chargeId: null };
    const place = `${record.teamId} ${record.at.toISOString().slice(0, 10)}`;
    const chargeId = ids.get(place) ?? newId();
    ids.set(place, chargeId);
    return { ...record, chargeId };
  });
}

/** Those that were inserted. Of two with one id in a batch the first was. */
function takeOnce(records: readonly ChargedRecord[], inserted: Set<string>): ChargedRecord[] {
  const left = new Set(inserted);
  return records.filter(({ teamId, id }) => left.delete(`${teamId} ${id}`));
}

function distinct(values: string[]): string[] {
  return [...new Set(values)];
}

function tooMany(): Fault {
  return new Fault({
    kind: "invalid",
    code: "metering.too_many_records",
    message: `At most ${STORED_AT_ONCE_MAX} records can be stored at once.`,
  });
}
