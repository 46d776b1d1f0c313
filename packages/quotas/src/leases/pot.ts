import { type Account, isSettled } from "../account.ts";
import type { Answer } from "./ask.ts";

/** What this process holds of one account. Amounts in the account's measure. */
export class Pot {
  readonly account: Account;
  /** When the first request came that takes from it. */
  readonly openedAt: Date;
  granted = 0n;
  /** Of what was granted, what stored records used. */
  settled = 0n;
  /** What requests under way may use, and what was used and is not stored yet. */
  inUse = 0n;
  /** What was taken since the last ask: as much may be wanted soon. */
  takenSinceAsk = 0n;
  lastTakenMs = Number.NEGATIVE_INFINITY;
  /** As the database last told. */
  told: Pick<Answer, "limit" | "used" | "free" | "beyond"> = {
    limit: null,
    used: 0n,
    free: null,
    beyond: 0n,
  };

  constructor(account: Account, openedAt: Date) {
    this.account = account;
    this.openedAt = openedAt;
  }

  get free(): bigint {
    return this.granted - this.settled - this.inUse;
  }

  /** Whether taking so much reaches into what one request at a time may use. */
  isThrottled(amount: bigint): boolean {
    return this.told.beyond > 0n && this.free - amount < this.told.beyond;
  }

  take(amount: bigint, nowMs: number): void {
    this.inUse += amount;
    this.takenSinceAsk += amount;
    this.lastTakenMs = nowMs;
  }

  /** A request ended: it had taken `reserved`, and used `used`. */
  end(reserved: bigint, used: bigint): void {
    this.inUse += used - reserved;
    // Nobody stores how many requests are under way: an end is an end.
    if (this.account.period === "now") this.inUse -= used;
  }

  /** What was used is stored, and counted there. */
  stored(used: bigint): void {
    if (!isSettled(this.account)) return;
    this.inUse -= used;
    this.settled += used;
  }
}
