import { newId } from "@millrace/kernel";
import { storeUsage, type UsageRecord } from "@millrace/metering";
import { publishPrice } from "@millrace/prices";
import { countUsage } from "@millrace/quotas";
import { effort, fakeClock } from "@millrace/testing";
import fc from "fast-check";
import { expect, test } from "vitest";
import { at, type BilledTeam, billedTeam, db, MODEL, operator, requestOf } from "../billing.fixture.ts";
import {
  chargeUsage,
  closeInvoices,
  createCreditNote,
  expireCredit,
  giveCredit,
  listInvoices,
  markPaid,
  proveBooks,
  voidInvoice,
  writeOffInvoice,
} from "../index.ts";
import { VAT } from "../invoices/invoices.fixture.ts";
import { minorToPico } from "../rules/round.ts";

const SEED = 20_261_201;
const RUNS = 120 * effort();
const DAY_MS = 86_400_000;
const START = new Date("2026-01-10T12:00:00Z");
const END = new Date("2027-06-01T00:00:00Z");
/** A month is closed when all that is on its way has come, see `expireCredit`. */
const LATE_CREDIT_MS = 5 * 60_000;
/** A token, in each currency: so odd that every line is rounded. */
const PRICES = { USD: 10_000n, JPY: 1_234_567n, KWD: 7_777n, ISK: 999_999n } as const;
const CURRENCIES = ["USD", "JPY", "KWD", "ISK"] as const;
type Currency = (typeof CURRENCIES)[number];

for (const currency of CURRENCIES.slice(1)) {
  await publishPrice(
    { database: db.database, clock: fakeClock() },
    {
      ...{ modelName: MODEL, currency, effectiveFrom: new Date("2025-01-01T00:00:00Z") },
      rates: [{ unit: "input_token", pricePico: PRICES[currency] }],
    },
  );
}

type Grant = { order: number; priority: number; left: bigint; from: Date; until: Date | null };
type Deed = "pay" | "void" | "write off" | "owed" | "refund" | "credit";

/** What a team's books must say, kept with nothing but sums. */
class Model {
  usage = 0n;
  drawn = 0n;
  readonly #grants: Grant[] = [];
  readonly #currency: Currency;

  constructor(currency: Currency) {
    this.#currency = currency;
  }

  amountOf({ inputTokens }: UsageRecord): bigint {
    return BigInt(inputTokens) * PRICES[this.#currency];
  }

  /** What is used on a day in one batch is paid together, by what was there when the last of it was used. */
  store(records: readonly UsageRecord[]): void {
    const days = Map.groupBy(records, (record) => Math.floor(record.at.getTime() / DAY_MS));
    const charges = [...days.values()].map((used) => ({
      amount: used.reduce((sum, record) => sum + this.amountOf(record), 0n),
      moment: Math.max(...used.map((record) => record.at.getTime())),
    }));
    for (const { amount, moment } of charges.toSorted((one, other) => one.moment - other.moment)) {
      this.usage += amount;
      this.#draw(amount, moment);
    }
  }

  give(grant: Omit<Grant, "order">): void {
    this.#grants.push({ ...grant, order: this.#grants.length });
  }

  expire(now: Date): void {
    for (const grant of this.#grants)
      if (grant.until !== null && grant.until.getTime() <= now.getTime() - LATE_CREDIT_MS) {
        this.drawn += grant.left;
        grant.left = 0n;
      }
  }

  #draw(amount: bigint, moment: number): void {
    let rest = amount;
    const until = (grant: Grant) => grant.until?.getTime() ?? Number.POSITIVE_INFINITY;
    const open = this.#grants
      .filter((grant) => grant.from.getTime() <= moment && moment < until(grant))
      .toSorted(
        (one, other) =>
          one.priority - other.priority ||
          (until(one) === until(other) ? one.order - other.order : until(one) - until(other)),
      );
    for (const grant of open) {
      const isEnough = grant.left >= rest;
      const taken = isEnough ? rest : grant.left;
      grant.left -= taken;
      rest -= taken;
    }
    this.drawn += amount - rest;
  }
}

/** A team, the time, and what was sent to the database so far. */
class World {
  readonly #team: BilledTeam;
  readonly #model: Model;
  readonly #sent: UsageRecord[] = [];
  readonly currency: Currency;
  #now = START;

  constructor(team: BilledTeam, currency: Currency) {
    this.#team = team;
    this.currency = currency;
    this.#model = new Model(currency);
  }

  get #ctx() {
    return { ...at(this.#now), taxRates: VAT };
  }

  advance(days: number): void {
    this.#now = new Date(this.#now.getTime() + days * DAY_MS);
  }

  /** Some of it new, some of it sent before, and some of it forged; beside somebody who closes. */
  async use(
    batch: readonly { tokens: number; ageDays: number }[],
    others: { again: number; forged: number },
  ) {
    const fresh = batch.map(({ tokens, ageDays }) =>
      requestOf(this.#team, { inputTokens: tokens, at: new Date(this.#now.getTime() - ageDays * DAY_MS) }),
    );
    const again = this.#sent.slice(-others.again);
    const forged = this.#sent
      .slice(0, others.forged)
      .map((one) => ({ ...one, inputTokens: one.inputTokens + 1 }));
    const records = [...forged, ...fresh, ...again];
    const [stored] = await Promise.all([
      storeUsage(this.#ctx, records, [countUsage, chargeUsage]),
      this.close(),
    ]);
    expect(stored.stored).toBe(fresh.length);
    expect(stored.conflicting.toSorted()).toEqual(forged.map(({ id }) => id).toSorted());
    this.#sent.push(...fresh);
    this.#model.store(fresh);
  }

  /** The same batch by two writers at once. */
  async useTwice(tokens: number): Promise<void> {
    const fresh = [requestOf(this.#team, { inputTokens: tokens, at: this.#now })];
    const store = () => storeUsage(this.#ctx, fresh, [countUsage, chargeUsage]);
    const [one, other] = await Promise.all([store(), store()]);
    expect(one.stored + other.stored).toBe(1);
    this.#sent.push(...fresh);
    this.#model.store(fresh);
  }

  async give(
    amountPico: bigint,
    { priority, days }: { priority: number; days: number | null },
  ): Promise<void> {
    const { teamId } = this.#team;
    const expiresAt = days === null ? null : new Date(this.#now.getTime() + days * DAY_MS);
    const grant = {
      teamId,
      kind: "paid" as const,
      name: "Pack",
      amountPico,
      priority,
      expiresAt,
      operationId: newId(),
    };
    await Promise.all([giveCredit(this.#ctx, operator(), grant), giveCredit(this.#ctx, operator(), grant)]);
    this.#model.give({ priority, left: amountPico, from: this.#now, until: expiresAt });
  }

  async expire(): Promise<void> {
    await expireCredit(this.#ctx);
    this.#model.expire(this.#now);
  }

  /** A month of each team a round; gives how many that were. */
  async close(): Promise<number> {
    const { closed, failed } = await closeInvoices(this.#ctx);
    expect(failed).toEqual([]);
    return closed.length;
  }

  async settle(deed: Deed, which: number): Promise<void> {
    const invoices = await listInvoices(this.#team.as("owner"));
    const invoice = invoices[which % Math.max(invoices.length, 1)];
    if (invoice === undefined) return;
    const { teamId } = this.#team;
    const one = { teamId, id: invoice.id };
    const note = (outcome: "owed" | "refund" | "credit") =>
      createCreditNote(this.#ctx, operator(), {
        ...{ teamId, invoiceId: invoice.id, amountMinor: 100n, reason: "x", outcome, operationId: newId() },
      });
    const before = await this.#creditGiven();
    const doing = {
      pay: () => markPaid(this.#ctx, operator(), { ...one, note: "cash" }),
      void: () => voidInvoice(this.#ctx, operator(), { ...one, reason: "x" }),
      "write off": () => writeOffInvoice(this.#ctx, operator(), { ...one, reason: "x" }),
      owed: () => note("owed"),
      refund: () => note("refund"),
      credit: () => note("credit"),
    }[deed];
    await Promise.resolve(doing()).catch((error: unknown) =>
      expect(error).toMatchObject({ kind: "conflict" }),
    );
    const returned = (await this.#creditGiven()) - before;
    if (returned > 0n) this.#model.give({ priority: 50, left: returned, from: this.#now, until: null });
  }

  async prove(): Promise<void> {
    const books = await proveBooks(this.#team.as("billing"));
    expect(books.differences).toEqual([]);
    const { usage, drawn } = this.#model;
    const said = {
      usagePico: usage,
      chargedPico: usage,
      countedPico: usage,
      creditUsedPico: drawn,
      creditDrawnPico: drawn,
    };
    expect(books).toMatchObject({ isBalanced: true, sums: said });
    expect(books.accounts.reduce((sum, { balancePico }) => sum + balancePico, 0n)).toBe(0n);
  }

  /** Once every month is over, all is on invoices, each line rounded once. */
  async proveEnd(): Promise<void> {
    this.#now = END;
    while ((await this.close()) > 0);
    await this.prove();
    const { sums } = await proveBooks(this.#team.as("billing"));
    expect(sums).toMatchObject({ invoicedPico: this.#model.usage, openPico: 0n });
    const [lines] = await db.sql(
      `SELECT count(*)::int AS count, coalesce(sum(amount_minor), 0)::text AS minor FROM invoice_lines
       WHERE team_id = $1 AND kind <> 'tax'`,
      [this.#team.teamId],
    );
    const off = minorToPico(BigInt(String(lines?.minor)), this.currency) - this.#model.usage;
    const step = this.currency === "ISK" ? 100n : this.currency === "KWD" ? 10n : 1n;
    const most = (BigInt(Number(lines?.count)) * minorToPico(step, this.currency)) / 2n;
    expect(off < 0n ? -off : off).toBeLessThanOrEqual(most);
  }

  async #creditGiven(): Promise<bigint> {
    const [row] = await db.sql(
      "SELECT coalesce(sum(amount_pico), 0)::text AS pico FROM credit_grants WHERE team_id = $1",
      [this.#team.teamId],
    );
    return BigInt(String(row?.pico));
  }
}

const used = fc.record({
  tokens: fc.oneof(fc.nat({ max: 9_999_999 }), fc.constant(0)),
  // Late by more than a month, or by a clock that is a day ahead.
  ageDays: fc.oneof(fc.integer({ min: -1, max: 45 }), fc.constant(0)),
});
const step = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({
      do: fc.constant("use" as const),
      batch: fc.array(used, { maxLength: 5 }),
      again: fc.nat({ max: 3 }),
      forged: fc.nat({ max: 1 }),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ do: fc.constant("use twice" as const), tokens: fc.nat({ max: 9_999_999 }) }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant("give" as const),
      amountPico: fc.bigInt({ min: 1n, max: 10n ** 11n }),
      priority: fc.nat({ max: 2 }),
      days: fc.option(fc.integer({ min: 1, max: 40 })),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({ do: fc.constant("advance" as const), days: fc.integer({ min: 1, max: 25 }) }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ do: fc.constantFrom("close" as const, "expire" as const, "prove" as const) }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant("settle" as const),
      deed: fc.constantFrom<Deed>("pay", "void", "write off", "owed", "refund", "credit"),
      which: fc.nat({ max: 5 }),
    }),
  },
);

test(
  "whatever is used, repeated, forged, given, expired, closed and settled: the books balance, and say what plain sums say",
  async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...CURRENCIES),
        fc.array(step, { maxLength: 16, size: "max" }),
        async (currency, steps) => {
          const team = await billedTeam(fakeClock(START));
          await db.sql("UPDATE teams SET currency = $2 WHERE id = $1", [team.teamId, currency]);
          const world = new World(team, currency);
          for (const one of steps) {
            if (one.do === "use") await world.use(one.batch, one);
            else if (one.do === "use twice") await world.useTwice(one.tokens);
            else if (one.do === "give") await world.give(one.amountPico, one);
            else if (one.do === "advance") world.advance(one.days);
            else if (one.do === "settle") await world.settle(one.deed, one.which);
            else await world[one.do]();
          }
          await world.proveEnd();
        },
      ),
      { numRuns: RUNS, seed: SEED },
    );
  },
  240_000 * effort(),
);
