import { type Fault, formatPico, newId } from "@millrace/kernel";
import { effort, type FakeClock, fakeClock } from "@millrace/testing";
import fc from "fast-check";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import {
  type Account,
  accountKey,
  type Charge,
  type LimitPeriod,
  type Measure,
  type Scope,
} from "../account.ts";
import type { TeamRules } from "../limits/team-rules.ts";
import { type Amounts, accountsOf, chargesOf, scopeKey } from "../rules/charges-of.ts";
import { periodEnd } from "../rules/period-bounds.ts";
import { LeaseBook } from "./lease-book.ts";
import { LeaseTable } from "./lease-table.fixture.ts";
import type { LeaseSource, Reservation } from "./reservation.ts";

const SEED = 20_261_201;
const RUNS = 300 * effort();
const NODES = 3;
const STEP_MS = 20;
const DAY_MS = 86_400_000;
/** Nobody waits longer than this for a lease that somebody else holds. */
const RETRY_WITHIN_MS = 60_000;

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

const SUBJECT = { teamId: "team", keyId: "key", deploymentId: "deployment" };
const SCOPE_IDS: Record<Scope, string> = {
  team: "team",
  member: "ada",
  key: "key",
  deployment: "deployment",
};
const WHOSE: Record<Scope, string> = {
  team: "This team",
  member: "Whoever made this key",
  key: "This key",
  deployment: "This deployment",
};
const PER = { minute: " a minute", day: " a day", month: " a month", total: " in total", now: " at once" };

type Limit = { scope: Scope; measure: Measure; period: LimitPeriod; value: bigint };
type Asked = { tokens: bigint; spend: bigint };
type Live = { charges: readonly Charge[]; reservation: Reservation };
type Node = { holder: string; clock: FakeClock; book: LeaseBook; live: Live[] };

/** Who set a limit is a name of its own, so that a refusal tells which limit it means. */
function setterOf({ scope, measure, period }: Pick<Account, "scope" | "measure" | "period">): string {
  return `Ada of ${scope} ${measure} ${period}`;
}

/** Nodes whose clocks differ, limits of all kinds, and what was used of each in each period. */
class World {
  readonly #limits: ReadonlyMap<string, Limit>;
  readonly #rules: TeamRules;
  readonly #tables = new Map<string, LeaseTable>();
  readonly #used = new Map<string, bigint>();
  readonly #nodes: Node[];
  refusals = 0;

  constructor(limits: readonly Limit[]) {
    this.#limits = new Map(limits.map((limit) => [setterOf(limit), limit]));
    const rules = limits.map((limit) => ({ id: setterOf(limit), scopeId: SCOPE_IDS[limit.scope], ...limit }));
    this.#rules = {
      ...{ teamId: "team", currency: "USD", isPrepaid: false, memberOfKey: new Map([["key", "ada"]]) },
      limits: Map.groupBy(rules, ({ scope, scopeId }) => scopeKey(scope, scopeId)),
    };
    this.#nodes = Array.from({ length: NODES }, () => {
      const [holder, clock] = [newId(), fakeClock()];
      return { holder, clock, book: new LeaseBook(this.#sourceOf(holder), clock), live: [] };
    });
  }

  jump(at: number, ms: number): void {
    this.#node(at).clock.jump(ms);
  }

  /** All at once; whoever is refused asks again when the refusal says that there is more. */
  async ask(at: number, requests: readonly Asked[]): Promise<void> {
    const node = this.#node(at);
    for (const { asked, fault, charges } of await this.#reserve(node, requests)) {
      const freesAt = this.#proveRefusal(node, { fault, charges });
      this.refusals += 1;
      if (freesAt === null) continue;
      node.clock.jump(Math.max(freesAt.getTime() - node.clock.now().getTime(), 0));
      const [again] = await this.#reserve(node, [asked]);
      if (again !== undefined) this.#proveRefusal(node, again);
    }
  }

  /** The oldest request of a node ends, with a part of what it reserved or with nothing. */
  end(at: number, part: "all" | "half" | "nothing"): void {
    const ended = this.#node(at).live.shift();
    if (ended === undefined) return;
    const { charges, reservation } = ended;
    const used = charges.map((charge) => ({
      ...charge,
      amount: part === "half" ? charge.amount / 2n : charge.amount,
    }));
    if (part === "nothing") reservation.release();
    else reservation.settle(newId(), used);
    for (const [index, { account, amount }] of charges.entries()) {
      const isOver = part === "nothing" || account.period === "now";
      this.#add(account, (isOver ? 0n : (used[index]?.amount ?? 0n)) - amount);
    }
  }

  async #reserve(node: Node, requests: readonly Asked[]) {
    const now = node.clock.now();
    const accounts = accountsOf(this.#rules, SUBJECT, now);
    const wanted = requests.map((asked) => {
      const amounts: Amounts = { ...asked, requests: 1n, concurrency: 1n };
      return { asked, charges: chargesOf(accounts, amounts, now) };
    });
    const outcomes = await this.#until(
      Promise.allSettled(wanted.map(async ({ charges }) => node.book.reserve(charges))),
    );
    const refused: { asked: Asked; fault: Fault; charges: readonly Charge[] }[] = [];
    for (const [index, outcome] of outcomes.entries()) {
      const { asked, charges } = wanted[index] ?? { asked: { tokens: 0n, spend: 0n }, charges: [] };
      if (outcome.status === "rejected") refused.push({ asked, charges, fault: outcome.reason });
      else {
        node.live.push({ charges, reservation: outcome.value });
        for (const { account, amount } of charges) this.#add(account, amount);
      }
    }
    for (const { account } of wanted.flatMap(({ charges }) => charges))
      expect(this.#usedOf(account), "never more than a limit").toBeLessThanOrEqual(this.#valueOf(account));
    return refused;
  }

  /** It names a limit that binds, what that is, who set it and when it frees; gives that moment. */
  #proveRefusal(node: Node, { fault, charges }: { fault: Fault; charges: readonly Charge[] }): Date | null {
    const binding = charges.find(({ account }) => fault.message.includes(`, set by ${setterOf(account)}`));
    expect(binding, fault.message).toBeDefined();
    if (binding === undefined) return null;
    const { account, amount } = binding;
    expect(this.#usedOf(account) + amount, "refused only for what does not fit").toBeGreaterThan(
      this.#valueOf(account),
    );
    const value = this.#valueOf(account);
    const said = account.measure === "spend" ? `${formatPico(value)} USD` : `${value} `;
    expect(fault.message).toContain(`${WHOSE[account.scope]} may `);
    expect(fault.message).toContain(` ${said}`);
    expect(fault.message).toContain(PER[account.period]);
    const freesAt = periodEnd(account.period, account.startsAt);
    if (freesAt === null) expect(fault.message).not.toContain("More from");
    else expect(fault.message).toContain(`More from ${freesAt.toISOString().replace(".000Z", "Z")} on.`);
    this.#proveRetryAfter(node, { fault, account, freesAt });
    return freesAt;
  }

  #proveRetryAfter(
    { clock }: Node,
    { fault, account, freesAt }: { fault: Fault; account: Account; freesAt: Date | null },
  ): void {
    const isLasting = account.measure === "spend" || ["month", "total"].includes(account.period);
    expect(fault.code).toBe(isLasting ? "insufficient_quota" : "rate_limit_exceeded");
    if (account.period === "now") expect(fault.retryAfterMs).toBeGreaterThan(0);
    else if (freesAt === null) expect(fault.retryAfterMs).toBeUndefined();
    else if (fault.retryAfterMs !== undefined) {
      expect(fault.retryAfterMs).toBeLessThanOrEqual(RETRY_WITHIN_MS);
      const earliest = clock.now().getTime() + fault.retryAfterMs;
      expect(earliest, "whoever waits so long is not too early").toBeGreaterThanOrEqual(freesAt.getTime());
    }
  }

  /** Lets time pass until it is done; everybody looks after their leases meanwhile. */
  async #until<T>(work: Promise<T>): Promise<T> {
    let isDone = false;
    const done = work.finally(() => {
      isDone = true;
    });
    done.catch(() => {});
    for (;;) {
      await vi.advanceTimersByTimeAsync(0);
      if (isDone) return done;
      await Promise.all(this.#nodes.map(({ book }) => book.tend()));
      for (const { clock } of this.#nodes) clock.advance(STEP_MS);
      await vi.advanceTimersByTimeAsync(STEP_MS);
    }
  }

  #sourceOf(holder: string): LeaseSource {
    const sources = new Map<string, LeaseSource>();
    const of = (account: Account) => {
      const key = accountKey(account);
      const source = sources.get(key) ?? this.#tableOf(account).sourceOf(holder);
      sources.set(key, source);
      return source;
    };
    return {
      ask: async (asks) => (await Promise.all(asks.map((ask) => of(ask.account).ask([ask])))).flat(),
      recalled: async () =>
        (await Promise.all([...sources.values()].map((source) => source.recalled()))).flat(),
    };
  }

  #tableOf(account: Account): LeaseTable {
    const key = accountKey(account);
    const table = this.#tables.get(key) ?? new LeaseTable(this.#valueOf(account), setterOf(account));
    this.#tables.set(key, table);
    return table;
  }

  #valueOf(account: Account): bigint {
    return this.#limits.get(setterOf(account))?.value ?? 0n;
  }

  #usedOf(account: Account): bigint {
    return this.#used.get(accountKey(account)) ?? 0n;
  }

  #add(account: Account, amount: bigint): void {
    this.#used.set(accountKey(account), this.#usedOf(account) + amount);
  }

  #node(at: number): Node {
    const node = this.#nodes[at % NODES];
    if (node === undefined) throw new Error("there are as many nodes as NODES");
    return node;
  }
}

const limit: fc.Arbitrary<Limit> = fc
  .record({
    scope: fc.constantFrom<Scope>("team", "member", "key", "deployment"),
    kind: fc.constantFrom<[Measure, LimitPeriod]>(
      ...(["minute", "day", "month", "total"] as const).map((period): [Measure, LimitPeriod] => [
        "requests",
        period,
      ]),
      ...(["minute", "day", "month", "total"] as const).map((period): [Measure, LimitPeriod] => [
        "tokens",
        period,
      ]),
      ...(["day", "month", "total"] as const).map((period): [Measure, LimitPeriod] => ["spend", period]),
      ["concurrency", "now"],
    ),
    value: fc.bigInt({ min: 0n, max: 12n }),
  })
  .map(({ kind: [measure, period], ...rest }) => ({ ...rest, measure, period }));
const limits = fc.uniqueArray(limit, { selector: setterOf, minLength: 1, maxLength: 5 });

const node = fc.nat({ max: NODES - 1 });
const asked = fc.record({ tokens: fc.bigInt({ min: 0n, max: 5n }), spend: fc.bigInt({ min: 0n, max: 5n }) });
const step = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({
      do: fc.constant("ask" as const),
      node,
      requests: fc.array(asked, { minLength: 1, maxLength: 5 }),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant("end" as const),
      node,
      part: fc.constantFrom("all" as const, "half" as const, "nothing" as const),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant("jump" as const),
      node,
      ms: fc.oneof(fc.integer({ min: -DAY_MS, max: DAY_MS }), fc.integer({ min: -60_000, max: 60_000 })),
    }),
  },
);

test(
  "whatever the limits, and wherever clocks jump: all that fits is let in and nothing else, and a refusal says which limit, its value, who set it and when it frees",
  async () => {
    let refusals = 0;
    await fc.assert(
      fc.asyncProperty(limits, fc.array(step, { maxLength: 25, size: "max" }), async (given, steps) => {
        const world = new World(given);
        for (const one of steps) {
          if (one.do === "ask") await world.ask(one.node, one.requests);
          else if (one.do === "end") world.end(one.node, one.part);
          else world.jump(one.node, one.ms);
        }
        refusals += world.refusals;
      }),
      { numRuns: RUNS, seed: SEED },
    );
    expect(refusals).toBeGreaterThan(RUNS);
  },
  60_000 * effort(),
);
