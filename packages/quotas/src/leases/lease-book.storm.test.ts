import { type Fault, newId } from "@millrace/kernel";
import { effort, fakeClock } from "@millrace/testing";
import fc from "fast-check";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { Charge } from "../account.ts";
import { LeaseBook } from "./lease-book.ts";
import { LeaseTable } from "./lease-table.fixture.ts";
import type { Reservation } from "./reservation.ts";

const SEED = 20_261_201;
const RUNS = 300 * effort();
const NODES = 2;
const STEP_MS = 20;

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

type Live = { amount: bigint; reservation: Reservation };
type Node = { holder: string; book: LeaseBook; live: Live[]; spool: { id: string; amount: bigint }[] };

/** Some nodes, one limit, and requests that come, end, grow and die. */
class World {
  readonly #table: LeaseTable;
  readonly #cap: bigint;
  readonly #clock = fakeClock();
  readonly nodes: Node[];
  /** Reserved by processes that were killed, until they are known to be gone. */
  #lost: { holder: string; reserved: bigint; spool: Node["spool"] }[] = [];
  served = 0n;

  constructor(cap: bigint) {
    this.#cap = cap;
    this.#table = new LeaseTable(cap);
    this.nodes = Array.from({ length: NODES }, () => this.#start());
  }

  #start(): Node {
    const holder = newId();
    const book = new LeaseBook(this.#table.sourceOf(holder), this.#clock);
    return { holder, book, live: [], spool: [] };
  }

  #charge(amount: bigint): Charge {
    const startsAt = new Date(0);
    const at = this.#clock.now();
    const place = {
      scope: "key" as const,
      scopeId: "key",
      measure: "spend" as const,
      period: "total" as const,
    };
    return { account: { teamId: "team", ...place, startsAt, currency: "USD" }, amount, at };
  }

  /** All that is used, or that somebody may still use. */
  get committed(): bigint {
    const of = (live: readonly { amount: bigint }[]) => live.reduce((sum, { amount }) => sum + amount, 0n);
    const here = this.nodes.reduce((sum, { live, spool }) => sum + of(live) + of(spool), 0n);
    const lost = this.#lost.reduce((sum, { reserved, spool }) => sum + reserved + of(spool), 0n);
    return this.#table.used + here + lost;
  }

  /** Lets time pass until it is done; everybody looks after their leases meanwhile. */
  async #until<T>(work: Promise<T>): Promise<T> {
    let isDone = false;
    const done = work.finally(() => {
      isDone = true;
    });
    done.catch(() => {});
    while (!isDone) {
      await Promise.all(this.nodes.map(({ book }) => book.tend()));
      this.#clock.advance(STEP_MS);
      await vi.advanceTimersByTimeAsync(STEP_MS);
    }
    return done;
  }

  async reserve(at: number, amounts: readonly bigint[]): Promise<void> {
    const node = this.#node(at);
    const before = this.committed;
    const outcomes = await this.#until(
      Promise.allSettled(amounts.map(async (amount) => node.book.reserve([this.#charge(amount)]))),
    );
    const refused: bigint[] = [];
    for (const [index, outcome] of outcomes.entries()) {
      const amount = amounts[index] ?? 0n;
      if (outcome.status === "fulfilled") node.live.push({ amount, reservation: outcome.value });
      else {
        expect((outcome.reason as Fault).code).toBe("insufficient_quota");
        refused.push(amount);
      }
    }
    if (before <= this.#cap) expect(this.committed, "never more than the cap").toBeLessThanOrEqual(this.#cap);
    else expect(this.committed, "nothing more beyond the cap").toBe(before);
    for (const amount of refused)
      expect(this.committed + amount, "nobody is refused for whom there is room").toBeGreaterThan(this.#cap);
  }

  /** The oldest request of a node ends, with a part of what it reserved. */
  settle(at: number, unused: bigint): void {
    const node = this.#node(at);
    const ended = node.live.shift();
    if (ended === undefined) return;
    const amount = ended.amount > unused ? ended.amount - unused : ended.amount;
    const id = newId();
    ended.reservation.settle(id, [this.#charge(amount)]);
    node.spool.push({ id, amount });
  }

  release(at: number): void {
    this.#node(at).live.shift()?.reservation.release();
  }

  ship(at: number): void {
    const node = this.#node(at);
    const records = node.spool.splice(0);
    for (const { amount } of records) this.#table.store(node.holder, amount);
    node.book.stored(records.map(({ id }) => id));
  }

  kill(at: number): void {
    const { holder, live, spool } = this.#node(at);
    this.#table.kill(holder);
    // What it held and had given to nobody is as lost as the rest, until it is known to be gone.
    const reserved = this.#table.heldBy(holder) - spool.reduce((sum, { amount }) => sum + amount, 0n);
    this.#lost.push({ holder, reserved, spool });
    live.length = 0;
    this.nodes[at % NODES] = this.#start();
  }

  /** Killed nodes are back: their records are stored, the rest is free. */
  recover(): void {
    for (const { holder, spool } of this.#lost) {
      for (const { amount } of spool) this.#table.store(holder, amount);
      this.#table.free(holder);
    }
    this.#lost = [];
  }

  async rest(): Promise<void> {
    await this.#until(new Promise((resume) => setTimeout(resume, 10_000)));
  }

  #node(at: number): Node {
    const node = this.nodes[at % NODES];
    if (node === undefined) throw new Error("there are as many nodes as NODES");
    return node;
  }
}

const node = fc.nat({ max: NODES - 1 });
const amount = fc.bigInt({ min: 0n, max: 6n });
const step = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      do: fc.constant("reserve" as const),
      node,
      amounts: fc.array(amount, { minLength: 1, maxLength: 8 }),
    }),
  },
  { weight: 4, arbitrary: fc.record({ do: fc.constant("settle" as const), node, unused: amount }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constantFrom("release" as const, "ship" as const), node }) },
  {
    weight: 1,
    arbitrary: fc.record({ do: fc.constantFrom("kill" as const, "recover" as const, "rest" as const), node }),
  },
);

test(
  "whatever requests, nodes and deaths come: never more than the cap, and nobody refused for whom there is room",
  async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.bigInt({ min: 0n, max: 30n }),
        fc.array(step, { maxLength: 40, size: "max" }),
        async (cap, steps) => {
          const world = new World(cap);
          for (const one of steps) {
            if (one.do === "reserve") await world.reserve(one.node, one.amounts);
            else if (one.do === "settle") world.settle(one.node, one.unused);
            else if (one.do === "rest") await world.rest();
            else if (one.do === "recover") world.recover();
            else world[one.do](one.node);
          }
        },
      ),
      { numRuns: RUNS, seed: SEED },
    );
  },
  60_000 * effort(),
);
