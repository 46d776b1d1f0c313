import { type Account, isSettled } from "../account.ts";
import type { Answer, Ask } from "./ask.ts";

/** What is asked for ahead lasts about so long. */
const LASTS_MS = 1_000;
/** Asked for in the background when what is free lasts no longer than this. */
const SHORT_MS = 500;
/** From one ask to the next, what is wanted grows at most by this: the first few moments tell little. */
const GROWTH_MAX = 8n;
/** Whoever was short of it gets this long to take what was given back. */
const LEFT_TO_OTHERS_MS = 2_000;

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
  /** Of that, what requests under way may use: what they do not use is free when they end. */
  underWay = 0n;
  /** What was taken since the last ask, and since when: it tells how much may be wanted soon. */
  #takenSinceAsk = 0n;
  #askedMs: number;
  #recalledMs = Number.NEGATIVE_INFINITY;
  lastTakenMs = Number.NEGATIVE_INFINITY;
  /** As the database last told. */
  told: Pick<Answer, "limit" | "used" | "free" | "beyond"> = {
    limit: null,
    used: 0n,
    free: null,
    beyond: 0n,
  };

  /** `nowMs`: as of `take`. */
  constructor(account: Account, { openedAt, nowMs }: { openedAt: Date; nowMs: number }) {
    this.account = account;
    this.openedAt = openedAt;
    this.#askedMs = nowMs;
  }

  get free(): bigint {
    return this.granted - this.settled - this.inUse;
  }

  /** Whether taking so much reaches into what one request at a time may use. */
  isThrottled(amount: bigint): boolean {
    return this.told.beyond > 0n && this.free - amount < this.told.beyond;
  }

  /** Whether what is free is used up in a moment, and there is more to be had. */
  isShortAt(nowMs: number): boolean {
    if (this.told.free !== null && this.told.free <= 0n) return false;
    if (nowMs - this.#recalledMs < LEFT_TO_OTHERS_MS) return false;
    return this.#takenSinceAsk > 0n && this.free < this.#takenIn(SHORT_MS, nowMs);
  }

  /** `nowMs` is monotonic. */
  take(amount: bigint, nowMs: number): void {
    this.inUse += amount;
    this.underWay += amount;
    this.#takenSinceAsk += amount;
    this.lastTakenMs = nowMs;
  }

  /** Asks for what requests that wait need beyond what is free, and for the next moments, going by the last ones. */
  askFor(need: bigint, nowMs: number): Ask {
    const free = this.free > 0n ? this.free : 0n;
    const soon = this.#takenIn(LASTS_MS, nowMs);
    return { ...this.#ask(), need, want: soon > free ? soon - free : 0n };
  }

  /** Gives back what is free. */
  giveBack(answersRecall: boolean, nowMs: number): Ask {
    if (answersRecall) this.#recalledMs = nowMs;
    if (this.free > 0n) this.granted -= this.free;
    return { ...this.#ask(), closes: this.inUse === 0n && isSettled(this.account), answersRecall };
  }

  /** The database answered. */
  apply(answer: Answer, nowMs: number): void {
    this.granted = answer.granted;
    this.told = answer;
    this.#takenSinceAsk = 0n;
    this.#askedMs = nowMs;
  }

  #ask(): Ask {
    const { account, openedAt, granted } = this;
    return { account, openedAt, granted, need: 0n, want: 0n, closes: false, answersRecall: false };
  }

  #takenIn(spanMs: number, nowMs: number): bigint {
    // How many are under way does not grow with time.
    if (this.account.period === "now") return this.inUse;
    const sinceMs = BigInt(Math.max(1, Math.ceil(nowMs - this.#askedMs)));
    const taken = (this.#takenSinceAsk * BigInt(spanMs)) / sinceMs;
    const most = this.#takenSinceAsk * GROWTH_MAX;
    return taken < most ? taken : most;
  }

  /** A request ended: it had taken `reserved`, and used `used`. */
  end(reserved: bigint, used: bigint): void {
    this.underWay -= reserved;
    this.inUse += used - reserved;
    // Nobody stores how many requests are under way: an end is an end.
    if (this.account.period === "now") this.inUse -= used;
  }

  /** A retry of another request: it used nothing. */
  supersede(used: bigint): void {
    this.inUse -= used;
  }

  /** What was used is stored, and counted there. */
  stored(used: bigint): void {
    if (!isSettled(this.account)) return;
    this.inUse -= used;
    this.settled += used;
  }
}
