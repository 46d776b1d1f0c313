type Task = { at: number; order: number; run: () => void };

/** How often a clock that runs by itself looks for what is due. */
const TICK_MS = 200;

/**
 * The twin's time. Given a start it stands still until it is moved; without one it runs with the machine's, and can be moved
 * ahead of it. Moving it runs everything that is due on the way, in the order of its time.
 */
export class TwinClock {
  readonly #tasks: Task[] = [];
  #order = 0;
  /** Milliseconds since the epoch while it stands still. */
  #heldMs: number | null = null;
  #aheadMs = 0;
  #moving: Promise<void> = Promise.resolve();
  readonly #ticking: NodeJS.Timeout | null;

  readonly #settle: () => Promise<void>;
  readonly #onTime: (milliseconds: number) => void;

  /**
   * `settle` waits until whatever the last moment caused has been answered. `onTime` is told where the clock stands whenever it
   * stands still.
   */
  constructor(
    start: Date | undefined,
    settle: () => Promise<void>,
    onTime: (milliseconds: number) => void = () => {},
  ) {
    this.#settle = settle;
    this.#onTime = onTime;
    if (start !== undefined) this.#hold(start.getTime());
    this.#ticking =
      start === undefined ? setInterval(() => this.#runDue(this.#nowMs()), TICK_MS).unref() : null;
  }

  now(): Date {
    return new Date(this.#nowMs());
  }

  monotonicMs(): number {
    return this.#nowMs();
  }

  /** Whole seconds since the epoch, as Stripe writes times. */
  seconds(): number {
    return Math.floor(this.#nowMs() / 1000);
  }

  /**
   * Whole seconds since the epoch at whoever listens to the twin: the machine's, however far ahead of it this clock was moved, as
   * Stripe's test clocks leave the time of its deliveries alone; this clock's where it stands still until moved.
   */
  listenerSeconds(): number {
    return this.#ticking === null ? this.seconds() : Math.floor(Date.now() / 1000);
  }

  /** Runs a task when the clock reaches a time in seconds; what is past, when it is moved next. */
  later(at: number, run: () => void): void {
    this.#order += 1;
    insert(this.#tasks, { at, order: this.#order, run });
  }

  advance(milliseconds: number): Promise<void> {
    return this.set(() => new Date(this.#nowMs() + milliseconds));
  }

  /** Never back. Between two moments the webhooks of the earlier one are delivered and answered. */
  set(to: Date | (() => Date)): Promise<void> {
    const move = this.#moving.then(() => this.#move(typeof to === "function" ? to() : to));
    this.#moving = move.catch(() => {});
    return move;
  }

  stop(): void {
    if (this.#ticking !== null) clearInterval(this.#ticking);
  }

  async #move(to: Date): Promise<void> {
    const runs = this.#heldMs === null;
    const targetMs = to.getTime();
    if (targetMs < this.#nowMs()) throw new RangeError(`The clock does not go back to ${to.toISOString()}.`);
    this.#hold(this.#nowMs());
    await this.#settle();
    for (let next = this.#tasks[0]; next !== undefined && next.at * 1000 <= targetMs; next = this.#tasks[0]) {
      this.#hold(Math.max(this.#nowMs(), next.at * 1000));
      this.#runDue(this.#nowMs());
      await this.#settle();
    }
    this.#hold(targetMs);
    if (!runs) return;
    this.#aheadMs = targetMs - Date.now();
    this.#heldMs = null;
  }

  #hold(milliseconds: number): void {
    this.#heldMs = milliseconds;
    this.#onTime(milliseconds);
  }

  #runDue(nowMs: number): void {
    for (let next = this.#tasks[0]; next !== undefined && next.at * 1000 <= nowMs; next = this.#tasks[0]) {
      this.#tasks.shift();
      next.run();
    }
  }

  #nowMs(): number {
    return this.#heldMs ?? Date.now() + this.#aheadMs;
  }
}

/** Keeps tasks in the order of their time, and those of one moment in the order in which they were set. */
function insert(tasks: Task[], task: Task): void {
  let [low, high] = [0, tasks.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((tasks[middle]?.at ?? 0) <= task.at) low = middle + 1;
    else high = middle;
  }
  tasks.splice(low, 0, task);
}
