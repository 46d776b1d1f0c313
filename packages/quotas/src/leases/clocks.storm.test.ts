import { setTimeout as pause } from "node:timers/promises";
import { newId } from "@millrace/kernel";
import { effort, type FakeClock, fakeClock, makeTeam, testDatabase } from "@millrace/testing";
import fc from "fast-check";
import { expect, test } from "vitest";
import type { Account, LimitPeriod, Measure } from "../account.ts";
import { expireLeases } from "../index.ts";
import { heardNode, limit, publishPicoPrice, TestHolder } from "../quotas.fixture.ts";
import type { Subject } from "../rules/charges-of.ts";
import { periodStart } from "../rules/period-bounds.ts";

const SEED = 20_261_201;
const RUNS = 20 * effort();
const NODES = 2;
const DAY_MS = 86_400_000;
const MINUTE_MS = 60_000;
const TEND_MS = 5;

const db = await testDatabase();
await publishPicoPrice(db, fakeClock());

type Node = { clock: FakeClock; holder: TestHolder };
type Kind = { measure: Measure; period: LimitPeriod; value: bigint };

/** Two nodes on a real database, whose clocks are a day off in either direction, and a key with one limit. */
class World {
  readonly #kind: Kind;
  readonly #subject: Subject;
  readonly #nodes: Node[];
  /** Let in, by the start of the period. */
  readonly #admitted = new Map<number, bigint>();

  private constructor(kind: Kind, subject: Subject, nodes: Node[]) {
    this.#kind = kind;
    this.#subject = subject;
    this.#nodes = nodes;
  }

  static async make(kind: Kind, aheadMs: readonly number[]): Promise<World> {
    const { teamId } = await makeTeam(db);
    const subject = { teamId, keyId: newId(), deploymentId: newId() };
    await limit(db, { teamId, scope: "key", scopeId: subject.keyId, ...kind });
    const nodes = aheadMs.map(async (ms) => {
      const clock = fakeClock(new Date(Date.now() + ms));
      return { clock, holder: new TestHolder(db, clock, await heardNode(db)) };
    });
    return new World(kind, subject, await Promise.all(nodes));
  }

  /** Each is let in if there is room for it, and no other. */
  async ask(at: number, count: number): Promise<void> {
    const { clock, holder } = this.#node(at);
    const [now, amount] = [clock.now(), 1n];
    const { measure, period, value } = this.#kind;
    const { keyId: scopeId, teamId } = this.#subject;
    const account: Account = {
      ...{ teamId, scope: "key", scopeId, measure, period, currency: "USD" },
      startsAt: periodStart(period, now),
    };
    const asking = Promise.allSettled(
      Array.from({ length: count }, async () => {
        const reservation = await holder.book.reserve([{ account, amount, at: now }]);
        const { id } = holder.append(this.#subject, 1);
        reservation.settle(id, [{ account, amount, at: now }]);
      }),
    );
    const outcomes = await this.#until(asking);
    const place = account.startsAt.getTime();
    const before = this.#admitted.get(place) ?? 0n;
    const room = value - before;
    const served = BigInt(outcomes.filter(({ status }) => status === "fulfilled").length);
    expect(served).toBe(room < BigInt(count) ? room : BigInt(count));
    this.#admitted.set(place, before + served);
  }

  /** Lets time pass until it is done; everybody looks after their leases meanwhile. */
  async #until<T>(work: Promise<T>): Promise<T> {
    let isDone = false;
    void work.finally(() => {
      isDone = true;
    });
    for (;;) {
      await pause(TEND_MS);
      if (isDone) return work;
      for (const { clock } of this.#nodes) clock.advance(TEND_MS);
      await Promise.all(this.#nodes.map(({ holder }) => holder.book.tend()));
    }
  }

  jump(at: number, ms: number): void {
    this.#node(at).clock.jump(ms);
  }

  /** As the controller does each minute, by the database's clock. */
  async expire(): Promise<void> {
    await expireLeases({ database: db.database, clock: fakeClock() });
  }

  async ship(at: number): Promise<void> {
    await this.#node(at).holder.ship();
  }

  #node(at: number): Node {
    const node = this.#nodes[at % NODES];
    if (node === undefined) throw new Error("there are as many nodes as NODES");
    return node;
  }
}

const node = fc.nat({ max: NODES - 1 });
const ahead = fc.oneof(fc.constantFrom(-DAY_MS, 0, DAY_MS), fc.integer({ min: -DAY_MS, max: DAY_MS }));
const kind = fc.record({
  kind: fc.constantFrom<[Measure, LimitPeriod]>(
    ["requests", "minute"],
    ["requests", "day"],
    ["tokens", "month"],
  ),
  value: fc.bigInt({ min: 0n, max: 12n }),
});
const step = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({ do: fc.constant("ask" as const), node, count: fc.integer({ min: 1, max: 8 }) }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constantFrom("expire" as const, "ship" as const), node }) },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant("jump" as const),
      node,
      ms: fc.oneof(fc.constantFrom(MINUTE_MS, -MINUTE_MS), fc.integer({ min: -DAY_MS, max: DAY_MS })),
    }),
  },
);

type Step = typeof step extends fc.Arbitrary<infer Value> ? Value : never;
type Example = [{ kind: [Measure, LimitPeriod]; value: bigint }, [number, number], Step[]];

/** Found once: what a minute's lease had given was forgotten an hour after that minute, and given again. */
const AGAIN: Example = [
  { kind: ["requests", "minute"], value: 3n },
  [-DAY_MS, 0],
  [
    { do: "ask", node: 0, count: 3 },
    { do: "expire", node: 0 },
    { do: "ask", node: 0, count: 1 },
  ],
];

test(
  "a node whose clock is a day off lets in what its limits allow in each period, not one more and not one less",
  async () => {
    await fc.assert(
      fc.asyncProperty(
        kind,
        fc.tuple(ahead, ahead),
        fc.array(step, { maxLength: 14, size: "max" }),
        async ({ kind: [measure, period], value }, aheadMs, steps) => {
          const world = await World.make({ measure, period, value }, aheadMs);
          for (const one of steps) {
            if (one.do === "ask") await world.ask(one.node, one.count);
            else if (one.do === "jump") world.jump(one.node, one.ms);
            else await world[one.do](one.node);
          }
        },
      ),
      { numRuns: RUNS, seed: SEED, examples: [AGAIN] },
    );
  },
  120_000 * effort(),
);
