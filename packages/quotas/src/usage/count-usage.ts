import type { SystemTx } from "@millrace/db";
import type { ChargedRecord } from "@millrace/metering";
import { counterChanges, settledOf, type Use } from "../rules/count-use.ts";
import { addToCounters, addToSettled, findLeases, findMembers } from "./store.ts";

/**
 * Counts stored records against whatever limits there are or will be, and settles what was reserved for them. In the
 * transaction that stores them, so that each counts exactly once.
 */
export async function countUsage(tx: SystemTx, records: readonly ChargedRecord[]): Promise<void> {
  const keys = new Map(records.map(({ teamId, keyId }) => [`${teamId} ${keyId}`, { teamId, keyId }]));
  const members = await findMembers(tx, [...keys.values()]);
  const uses = records.map((record) => useOf(record, members.get(record.keyId) ?? null));
  // Counters first: their rows are what whoever gives out leases holds as well.
  await addToCounters(tx, counterChanges(uses));
  const holderIds = [...new Set(uses.flatMap(({ holderId }) => holderId ?? []))];
  if (holderIds.length === 0) return;
  const leases = await findLeases(tx, holderIds);
  const settled = settledOf(leases, uses);
  const changed = leases.map((lease, index) => ({ ...lease, settled: settled[index] ?? 0n }));
  await addToSettled(
    tx,
    changed.filter((lease) => lease.settled > 0n),
  );
}

function useOf(record: ChargedRecord, memberId: string | null): Use {
  const { teamId, keyId, deploymentId, holderId, at, outcome, inputTokens, outputTokens, amountPico } =
    record;
  const isCounted = outcome !== "failed";
  return {
    teamId,
    keyId,
    memberId,
    deploymentId,
    holderId,
    at,
    requests: isCounted ? 1n : 0n,
    tokens: isCounted ? BigInt(inputTokens) + BigInt(outputTokens) : 0n,
    spend: amountPico,
  };
}
