import { newId } from "@millrace/kernel";
import { effort, fakeClock } from "@millrace/testing";
import fc from "fast-check";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { Charge } from "../account.ts";
import { LeaseBook } from "./lease-book.ts";
import { LeaseTable } from "./lease-table.fixture.ts";
import type { Reservation } from "./reservation.ts";

const RUNS = 200 * effort();
const STEP_MS = 50;

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

function start(cap: bigint) {
  const clock = fakeClock();
  const table = new LeaseTable(cap);
  const open = () => {
    const holder = newId();
    return { holder, book: new LeaseBook(table.sourceOf(holder), clock) };
  };
  const charge = (amount: bigint): Charge => {
    const place = { scope: "key", scopeId: "key", measure: "spend", period: "total" } as const;
    const account = { teamId: "team", ...place, startsAt: new Date(0), currency: "USD" };
    return { account, amount, at: clock.now() };
  };
  /** Lets time pass until it is done. */
  const until = async <T>(work: Promise<T> | T): Promise<T> => {
    let isDone = false;
    const done = Promise.resolve(work).finally(() => {
      isDone = true;
    });
    done.catch(() => {});
    while (!isDone) {
      clock.advance(STEP_MS);
      await vi.advanceTimersByTimeAsync(STEP_MS);
    }
    return done;
  };
  return { table, open, charge, until };
}

const line = fc.record({
  reserved: fc.bigInt({ min: 0n, max: 9n }),
  used: fc.bigInt({ min: 0n, max: 9n }),
  end: fc.constantFrom("settle" as const, "release" as const, "never" as const),
});

test("the lines of a piece of work fit together or none is taken; what none of them used is free again, also when its owner dies", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.bigInt({ min: 0n, max: 60n }),
      fc.array(line, { minLength: 1, maxLength: 12 }),
      async (cap, lines) => {
        const { table, open, charge, until } = start(cap);
        const [owner, other] = [open(), open()];
        const needed = lines.reduce((sum, { reserved }) => sum + reserved, 0n);
        const work = until(owner.book.reserveLines(lines.map(({ reserved }) => [charge(reserved)])));
        if (needed > cap) {
          await expect(work).rejects.toMatchObject({ code: "insufficient_quota" });
          await until(owner.book.close());
          await until(other.book.reserve([charge(cap)]));
          return;
        }
        const reservations = await work;
        const used = await end(lines, reservations);
        const held = lines
          .filter(({ end }) => end === "never")
          .reduce((sum, { reserved }) => sum + reserved, 0n);
        await until(owner.book.close());
        // Nobody else has what lines under way may still use, and anybody has the rest.
        await until(other.book.reserve([charge(cap - used - held)]));
        const more = until(other.book.reserve([charge(1n)]));
        await expect(more).rejects.toMatchObject({ code: "insufficient_quota" });
        table.kill(owner.holder);
        for (const amount of stored(lines)) table.store(owner.holder, amount);
        table.free(owner.holder);
        await until(other.book.reserve([charge(held)]));

        async function end(all: typeof lines, taken: Reservation[]): Promise<bigint> {
          for (const [index, one] of all.entries()) {
            if (one.end === "settle") taken[index]?.settle(newId(), [charge(usedOf(one))]);
            if (one.end === "release") taken[index]?.release();
          }
          return stored(all).reduce((sum, amount) => sum + amount, 0n);
        }
      },
    ),
    { numRuns: RUNS },
  );
});

type Line = { reserved: bigint; used: bigint; end: "settle" | "release" | "never" };

/** No line uses more than was reserved for it. */
function usedOf({ reserved, used }: Line): bigint {
  return used < reserved ? used : reserved;
}

function stored(lines: readonly Line[]): bigint[] {
  return lines.filter(({ end }) => end === "settle").map(usedOf);
}

test("a line that turns out larger grows as a request does, and ends once", async () => {
  const { open, charge, until } = start(10n);
  const { book } = open();
  const [first, second] = await until(book.reserveLines([[charge(3n)], [charge(3n)]]));
  await until(Promise.resolve(first?.grow([charge(4n)])));
  await expect(until(Promise.resolve(second?.grow([charge(1n)])))).rejects.toMatchObject({
    code: "insufficient_quota",
  });
  first?.release();
  first?.release();
  await until(Promise.resolve(second?.grow([charge(7n)])));
});
