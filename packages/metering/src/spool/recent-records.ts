import type { UsageRecord } from "../usage-record.ts";
import type { Position } from "./calls.ts";

/** About a second of a busy node, in a few megabytes. */
export const RECENT_MAX = 5_000;

/**
 * The newest records, which are on the disk, in memory as well: a taker who keeps up need not have them read, checked and
 * handed over by the file's thread. One who falls behind reads the file.
 */
export class RecentRecords {
  #records: UsageRecord[] = [];
  /** Where the first of them stands. */
  #first: Position = 1;

  /** Records that have just been committed, `last` being where they end. */
  add(records: readonly UsageRecord[], last: Position): void {
    const first = last - records.length + 1;
    const isGap = first !== this.#first + this.#records.length;
    if (isGap || this.#records.length + records.length > RECENT_MAX) {
      this.#records = [];
      this.#first = first;
    }
    this.#records.push(...records);
  }

  /** What follows a position, at most `limit`, and forgets what came before; none when that is not here. */
  takeAfter(position: Position, limit: number): UsageRecord[] {
    const skipped = position + 1 - this.#first;
    if (skipped < 0) return [];
    const taken = this.#records.slice(skipped, skipped + limit);
    this.#records = this.#records.slice(skipped + taken.length);
    this.#first = position + taken.length + 1;
    return taken;
  }

  clear(): void {
    this.#records = [];
    this.#first = 1;
  }
}
