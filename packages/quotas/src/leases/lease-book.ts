import { type Clock, type Fault, toFault } from "@millrace/kernel";
import { type AccountName, accountKey, type Charge, isSettled } from "../account.ts";
import { cannotCheck, refusalOf, throttledRefusal } from "../refusal.ts";
import { periodEnd } from "../rules/period-bounds.ts";
import type { Answer, Ask } from "./ask.ts";
import { Pot } from "./pot.ts";
import type { LeaseSource, Reservation } from "./reservation.ts";
import { add, isScarce, isTurnOf, runsShort, together, turnFor } from "./taking.ts";

/** Others get this long to give back what they do not need, before a request is refused. */
const RECALL_WAIT_MS = 2_000;
const RECALL_PAUSE_MS = 25;
/** What nobody took for so long goes back. */
const IDLE_MS = 5_000;
/** Without a word from the database for so long, nothing is given out any more: it takes leases away after twice that. */
const UNCONFIRMED_MAX_MS = 300_000;
/** How long after its end a period is kept in mind. */
const OVER_KEPT_MS = 60_000;

type Use = { readonly pot: Pot; readonly used: bigint };

type Adjusted = { recalled?: ReadonlySet<Pot>; idle: readonly Pot[]; short?: readonly Pot[] };

type Waiter = {
  charges: readonly Charge[];
  /** What the request has: what it waits for is added here. */
  taken: Map<Pot, bigint>;
  deadlineMs: number;
  /** When the database first said that there is too little: what others give back after that counts. */
  since: Map<Pot, string>;
  resolve(): void;
  reject(fault: Fault): void;
};

/**
 * Lets requests take from limits without asking the database each time: it holds leases, gives them out, asks for more
 * when they run short and gives back what it does not need. A request is refused only when the database has said that
 * there is no more, and those who held some have given back what they could.
 */
export class LeaseBook {
  readonly #source: LeaseSource;
  readonly #clock: Clock;
  readonly #pots = new Map<string, Pot>();
  /** What answered requests used, until their records are stored; several are retries of one. */
  readonly #unstored = new Map<string, (readonly Use[])[]>();
  #waiters: Waiter[] = [];
  #turn: Promise<void> = Promise.resolve();
  #isAsking = false;
  #confirmedMs: number;

  constructor(source: LeaseSource, clock: Clock) {
    this.#source = source;
    this.#clock = clock;
    this.#confirmedMs = clock.monotonicMs();
  }

  /**
   * Takes all charges or none. At once where the leases hold enough, else a promise. Fault `limit_exceeded` as `refusalOf`
   * says; `unavailable` `quotas.cannot_check` while the database is away and the lease is used up.
   */
  reserve(charges: readonly Charge[]): Promise<Reservation> | Reservation {
    const taken = new Map<Pot, bigint>();
    const reservation = this.#reservation(taken);
    const wait = this.#takeInto(taken, charges);
    return wait === null ? reservation : wait.then(() => reservation);
  }

  /**
   * For work in bulk, whose lines are known before it begins: takes what all of them need together, or nothing. Each line then
   * grows, settles or is released by itself, in any order. What was taken is this process's: if it dies, the lines that no record
   * tells of are free as any other reservation is. Faults as of `reserve`.
   */
  reserveLines(lines: readonly (readonly Charge[])[]): Promise<Reservation[]> | Reservation[] {
    const taken = new Map<Pot, bigint>();
    const wait = this.#takeInto(taken, together(lines.flat()));
    const split = () => this.#split(taken, lines);
    return wait === null ? split() : wait.then(split);
  }

  /**
   * Records are in the database: what they used is counted there now. `superseded`: of those that are retries of another
   * request, the ids, once each; they used nothing.
   */
  stored(recordIds: readonly string[], superseded: readonly string[] = []): void {
    const counts = Map.groupBy(recordIds, (id) => id);
    const voided = Map.groupBy(superseded, (id) => id);
    for (const [id, { length }] of counts) {
      const waiting = this.#unstored.get(id) ?? [];
      const counted = length - (voided.get(id)?.length ?? 0);
      for (const [index, uses] of waiting.splice(0, length).entries())
        for (const { pot, used } of uses) index < counted ? pot.stored(used) : pot.supersede(used);
      if (waiting.length === 0) this.#unstored.delete(id);
    }
    this.#serveWaiters();
  }

  /** How an account stands, as far as is known here; null when nothing was ever taken from it. */
  standingOf(account: AccountName): { value: bigint; free: bigint; isThrottled: boolean } | null {
    const pot = this.#pots.get(accountKey(account));
    if (pot?.told.limit == null) return null;
    const free = (pot.told.free ?? 0n) + (pot.free > 0n ? pot.free : 0n);
    const isThrottled = pot.told.beyond > 0n && pot.free <= pot.told.beyond;
    return { value: pot.told.limit.value, free: free > 0n ? free : 0n, isThrottled };
  }

  /**
   * Gives back what others are short of, and what nobody here took lately; asks for more of what runs short before a request has to
   * wait for it. Called several times a second.
   */
  async tend(): Promise<void> {
    if (this.#pots.size === 0) return;
    await this.#inTurn(async () => {
      const recalled = [...this.#pots.values()].some(({ granted }) => granted > 0n)
        ? await this.#source.recalled()
        : [];
      this.#confirmedMs = this.#clock.monotonicMs();
      const wanted = new Set(recalled.flatMap((name) => this.#pots.get(accountKey(name)) ?? []));
      await this.#adjust({ recalled: wanted, idle: this.#idle(), short: this.#short() });
    });
    this.#forgetOver();
  }

  /** Gives back all that is free, on leaving. */
  async close(): Promise<void> {
    await this.#inTurn(() => this.#adjust({ idle: [...this.#pots.values()] }));
  }

  #reservation(taken: Map<Pot, bigint>): Reservation {
    let isOver = false;
    const end = (used: ReadonlyMap<Pot, bigint>) => {
      isOver = true;
      for (const [pot, reserved] of taken) pot.end(reserved, used.get(pot) ?? 0n);
      for (const [pot, amount] of used) if (!taken.has(pot)) pot.end(0n, amount);
      this.#serveWaiters();
    };
    return {
      grow: (charges) => this.#takeInto(taken, charges) ?? undefined,
      settle: (recordId, charges) => {
        if (isOver) return;
        const used = new Map<Pot, bigint>();
        for (const charge of charges) add(used, this.#heldIn(taken, charge), charge.amount);
        end(used);
        const uses = [...used]
          .filter(([{ account }]) => isSettled(account))
          .map(([pot, amount]) => ({ pot, used: amount }));
        if (uses.length > 0) this.#unstored.set(recordId, [...(this.#unstored.get(recordId) ?? []), uses]);
      },
      release: () => {
        if (!isOver) end(new Map());
      },
    };
  }

  /** Each line's part of what was taken. A turn is no line's: the last one has it. */
  #split(taken: ReadonlyMap<Pot, bigint>, lines: readonly (readonly Charge[])[]): Reservation[] {
    const parts = lines.map(() => new Map<Pot, bigint>());
    for (const [index, line] of lines.entries())
      for (const charge of line) add(parts[index], this.#heldIn(taken, charge), charge.amount);
    for (const [pot, amount] of taken) if (pot.account.measure === "turn") add(parts.at(-1), pot, amount);
    return parts.map((part) => this.#reservation(part));
  }

  /** The pot that this request took from: a lease that was taken away in the meantime has a successor. */
  #heldIn(taken: ReadonlyMap<Pot, bigint>, charge: Charge): Pot {
    const key = accountKey(charge.account);
    for (const pot of taken.keys()) if (accountKey(pot.account) === key) return pot;
    return this.#potOf(charge);
  }

  #takeInto(taken: Map<Pot, bigint>, charges: readonly Charge[]): Promise<void> | null {
    if (this.#waiters.length === 0 && this.#tryTake(taken, charges)) return null;
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const deadlineMs = this.#clock.monotonicMs() + RECALL_WAIT_MS;
    this.#waiters.push({ charges, taken, deadlineMs, since: new Map(), reject, resolve });
    this.#startAsking();
    return promise;
  }

  #tryTake(taken: Map<Pot, bigint>, charges: readonly Charge[]): boolean {
    const all = this.#withTurns(taken, charges);
    if (all.some((charge) => this.#freeOf(this.#potOf(charge)) < charge.amount)) return false;
    const nowMs = this.#clock.monotonicMs();
    for (const charge of all) {
      const pot = this.#potOf(charge);
      pot.take(charge.amount, nowMs);
      add(taken, pot, charge.amount);
    }
    return true;
  }

  /** With a turn for each throttled limit that these charges reach into, unless the request has it already. */
  #withTurns(taken: ReadonlyMap<Pot, bigint>, charges: readonly Charge[]): readonly Charge[] {
    const throttled = charges.filter((charge) => this.#potOf(charge).isThrottled(charge.amount));
    if (throttled.length === 0) return charges;
    const turns = throttled.map(turnFor).filter((turn) => !taken.has(this.#potOf(turn)));
    return [...charges, ...new Map(turns.map((turn) => [accountKey(turn.account), turn])).values()];
  }

  #freeOf(pot: Pot): bigint {
    const isConfirmed = this.#clock.monotonicMs() - this.#confirmedMs <= UNCONFIRMED_MAX_MS;
    return isConfirmed ? pot.free : 0n;
  }

  #potOf({ account, at }: Charge): Pot {
    const key = accountKey(account);
    const found = this.#pots.get(key);
    if (found !== undefined) return found;
    const pot = new Pot(account, { openedAt: at, nowMs: this.#clock.monotonicMs() });
    this.#pots.set(key, pot);
    return pot;
  }

  /** One after the other: what a holder says of itself must reach the database in the order in which it is true. */
  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const result = this.#turn.then(work);
    this.#turn = result.then(
      () => {},
      () => {},
    );
    return result;
  }

  #startAsking(): void {
    if (this.#isAsking) return;
    this.#isAsking = true;
    void this.#askUntilServed().finally(() => {
      this.#isAsking = false;
      if (this.#waiters.length > 0) this.#startAsking();
    });
  }

  async #askUntilServed(): Promise<void> {
    while (this.#waiters.length > 0) {
      const isRecalling = await this.#inTurn(() => this.#askOnce());
      if (isRecalling) await new Promise((resume) => setTimeout(resume, RECALL_PAUSE_MS));
    }
  }

  /** True when others were asked to give back, and somebody waits for that. */
  async #askOnce(): Promise<boolean> {
    this.#serveWaiters();
    const asking = [...this.#waiters];
    const asks = this.#asksFor(asking);
    if (asks.size === 0) return false;
    const answers = await this.#ask(asks);
    if (answers === null) return false;
    return this.#judge(asking, answers);
  }

  /** What those who wait need together, beyond what is here; and of what else they take, what runs short. */
  #asksFor(waiters: readonly Waiter[]): Map<Pot, Ask> {
    const needs = new Map<Pot, bigint>();
    for (const { charges, taken } of waiters)
      for (const charge of this.#withTurns(taken, charges)) add(needs, this.#potOf(charge), charge.amount);
    const lacks = [...needs].map(([pot, needed]) => ({ pot, need: needed - this.#freeOf(pot) }));
    if (lacks.every(({ need }) => need <= 0n)) return new Map();
    const nowMs = this.#clock.monotonicMs();
    return new Map(
      lacks
        .filter(({ pot, need }) => need > 0n || runsShort(pot, nowMs))
        .map(({ pot, need }) => [pot, pot.askFor(need > 0n ? need : 0n, nowMs)]),
    );
  }

  /** Null when the database did not answer: then nobody waits any more. */
  async #ask(asks: ReadonlyMap<Pot, Ask>): Promise<Map<Pot, Answer> | null> {
    try {
      const list = [...asks];
      const answers = await this.#source.ask(list.map(([, ask]) => ask));
      this.#confirmedMs = this.#clock.monotonicMs();
      const told = new Map<Pot, Answer>();
      for (const [index, [pot]] of list.entries()) {
        const answer = answers[index];
        if (answer !== undefined) told.set(this.#apply(pot, answer), answer);
      }
      return told;
    } catch (error) {
      const waiting = this.#waiters;
      this.#waiters = [];
      for (const { reject } of waiting) reject(cannotCheck(toFault(error)));
      return null;
    }
  }

  #apply(pot: Pot, answer: Answer): Pot {
    const held = answer.isAnew ? this.#succeed(pot) : pot;
    held.apply(answer, this.#clock.monotonicMs());
    return held;
  }

  /** What was taken from a lease that is no more is not taken from the next one. */
  #succeed(pot: Pot): Pot {
    const openedAt = this.#clock.now();
    const successor = new Pot(pot.account, { openedAt, nowMs: this.#clock.monotonicMs() });
    this.#pots.set(accountKey(pot.account), successor);
    return successor;
  }

  /** Serves whom it can, in the order of their coming, and refuses whom nothing more will come for. */
  #judge(asking: readonly Waiter[], answers: ReadonlyMap<Pot, Answer>): boolean {
    this.#serveWaiters();
    let isRecalling = false;
    const refused = new Map<Waiter, Fault>();
    const nowMs = this.#clock.monotonicMs();
    const stillWaiting = new Set(this.#waiters);
    for (const waiter of asking.filter((one) => stillWaiting.has(one))) {
      const all = this.#withTurns(waiter.taken, waiter.charges);
      const lacking = all.find((charge) => this.#freeOf(this.#potOf(charge)) < charge.amount);
      if (lacking === undefined) continue;
      const pot = this.#potOf(lacking);
      const answer = answers.get(pot);
      if (answer === undefined || answer.hasMore) continue;
      const since = waiter.since.get(pot) ?? answer.at;
      waiter.since.set(pot, since);
      const haveOthersAnswered = answer.othersAnsweredAt === null || answer.othersAnsweredAt > since;
      if (!haveOthersAnswered && nowMs < waiter.deadlineMs) isRecalling = true;
      else refused.set(waiter, this.#refuse(waiter, lacking));
    }
    this.#waiters = this.#waiters.filter((waiter) => !refused.has(waiter));
    for (const [waiter, fault] of refused) waiter.reject(fault);
    // A refusal may leave enough for somebody behind.
    this.#serveWaiters();
    return isRecalling;
  }

  #refuse({ charges }: Waiter, { account, amount }: Charge): Fault {
    const now = this.#clock.now();
    const because = charges.find(
      (charge) => isTurnOf(account, charge) && this.#potOf(charge).isThrottled(charge.amount),
    );
    const throttling = because === undefined ? null : this.#potOf(because);
    if (throttling?.told.limit) return throttledRefusal(throttling.account, throttling.told.limit);
    const { free, told } = this.#potOf({ account, amount, at: now });
    return refusalOf({ account, need: amount, left: free > 0n ? free : 0n, limit: told.limit, now });
  }

  #serveWaiters(): void {
    if (this.#waiters.length === 0) return;
    this.#waiters = this.#waiters.filter((waiter) => {
      if (!this.#tryTake(waiter.taken, waiter.charges)) return true;
      waiter.resolve();
      return false;
    });
  }

  #idle(): Pot[] {
    const nowMs = this.#clock.monotonicMs();
    return [...this.#pots.values()].filter(
      (pot) => pot.free > 0n && (isScarce(pot) || this.#isOver(pot) || nowMs - pot.lastTakenMs > IDLE_MS),
    );
  }

  #short(): Pot[] {
    const nowMs = this.#clock.monotonicMs();
    return [...this.#pots.values()].filter((pot) => !this.#isOver(pot) && runsShort(pot, nowMs));
  }

  async #adjust({ recalled = new Set(), idle, short = [] }: Adjusted): Promise<void> {
    const nowMs = this.#clock.monotonicMs();
    const asks = new Map<Pot, Ask>();
    for (const pot of new Set([...recalled, ...idle])) asks.set(pot, pot.giveBack(recalled.has(pot), nowMs));
    for (const pot of short) if (!asks.has(pot)) asks.set(pot, pot.askFor(0n, nowMs));
    if (asks.size === 0) return;
    const answers = await this.#source.ask([...asks.values()]);
    for (const [index, [pot, { closes }]] of [...asks].entries()) {
      const answer = answers[index];
      if (closes) this.#drop(pot);
      else if (answer !== undefined) this.#apply(pot, answer);
    }
  }

  #drop(pot: Pot): void {
    const key = accountKey(pot.account);
    if (this.#pots.get(key) === pot) this.#pots.delete(key);
  }

  #forgetOver(): void {
    for (const [key, pot] of this.#pots) {
      const isEmpty = pot.granted === 0n && pot.inUse === 0n;
      if (isEmpty || (this.#isOver(pot) && hasEnded(pot))) this.#pots.delete(key);
    }
  }

  /** For this node's clock, which may have been set: for others the period may go on. */
  #isOver({ account }: Pot): boolean {
    const end = periodEnd(account.period, account.startsAt);
    return end !== null && this.#clock.now().getTime() > end.getTime() + OVER_KEPT_MS;
  }
}

/** Nothing of it comes back any more: neither from requests under way, nor for records that are not stored yet. */
function hasEnded({ account, free, inUse, underWay }: Pot): boolean {
  return free <= 0n && underWay === 0n && (inUse === 0n || !isSettled(account));
}
