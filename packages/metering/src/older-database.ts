import type { SystemContext, SystemTx } from "@millrace/db";
import type { Kept } from "./spool/calls.ts";
import { findStored } from "./store.ts";
import type { UsageRecord } from "./usage-record.ts";

/** Teams that are remembered; each lets the others be deleted without leaving nothing to ask for. */
const TEAMS_MAX = 16;

/**
 * What the database has acknowledged last, of the teams that were last seen. If one of them is not there any more although its
 * team is, the database was restored to an earlier state.
 */
export class Witnesses {
  readonly #newest = new Map<string, { teamId: string; id: string }>();

  /** Records that have been acknowledged, oldest first. */
  add(records: readonly UsageRecord[]): void {
    for (const { teamId, id } of records) {
      this.#newest.delete(teamId);
      this.#newest.set(teamId, { teamId, id });
    }
    for (const teamId of this.#newest.keys()) {
      if (this.#newest.size <= TEAMS_MAX) return;
      this.#newest.delete(teamId);
    }
  }

  clear(): void {
    this.#newest.clear();
  }

  async isOneGoneOf({ database }: SystemContext): Promise<boolean> {
    return this.#newest.size > 0 && database.inSystem((tx) => this.isOneGone(tx));
  }

  async isOneGone(tx: SystemTx): Promise<boolean> {
    if (this.#newest.size === 0) return false;
    const found = await findStored(tx, [...this.#newest.values()]);
    return found.some(({ isStored }) => !isStored);
  }
}

/**
 * Of a database that was found older: the moment of the oldest record that is kept, and whether records before it may be lost,
 * since the database lacks that one as well and those before it have been forgotten. Null where nothing tells.
 */
export async function findEdge(
  { database }: SystemContext,
  { oldest, hasForgotten }: Kept,
): Promise<{ from: Date; isLossLikely: boolean } | null> {
  const [edge] = await database.inSystem((tx) => findStored(tx, oldest));
  return edge ? { from: edge.record.at, isLossLikely: hasForgotten && !edge.isStored } : null;
}
