import type { SystemContext } from "@millrace/db";
import { periodStart } from "../rules/period-bounds.ts";
import { type FilledLimit, fillLimits } from "./fill-limits.ts";
import { findLimits, findSpendOfKey } from "./store.ts";

/** What a key may be told of its use. */
export type KeyUse = {
  /** ISO 4217, of all amounts of money. */
  currency: string;
  /** Its own; those of others, which hold for it too, are none of its business. */
  limits: FilledLimit[];
  /** Of stored records: a second behind. In picos. */
  spend: { month: bigint; total: bigint };
};

/** Of one key of one team; null when the team is gone. */
export async function describeUse(
  { database, clock }: SystemContext,
  { teamId, id }: { teamId: string; id: string },
): Promise<KeyUse | null> {
  const now = clock.now();
  return database.inTeam(teamId, async (tx) => {
    const spend = await findSpendOfKey(tx, teamId, { keyId: id, monthStart: periodStart("month", now) });
    if (spend === null) return null;
    const limits = (await findLimits(tx, teamId, id)).filter(({ scope }) => scope === "key");
    const { currency, month, total } = spend;
    return {
      currency,
      limits: await fillLimits(tx, teamId, { limits, now }),
      spend: { month, total },
    };
  });
}
