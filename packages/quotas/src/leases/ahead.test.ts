import { setTimeout } from "node:timers/promises";
import { newId, systemClock } from "@millrace/kernel";
import { expect, test } from "vitest";
import type { Charge, Measure } from "../account.ts";
import { LeaseBook } from "./lease-book.ts";
import { LeaseTable } from "./lease-table.fixture.ts";

const teamId = newId();
const CAP = 10n ** 12n;
const SECONDS = 4;
const TEND_MS = 200;

/** A limit that is a holder's alone, and how often the holder turned to whoever keeps the leases. */
function soleHolder(measure: Measure) {
  const source = new LeaseTable(CAP).sourceOf("one");
  let asks = 0;
  const book = new LeaseBook(
    {
      ...source,
      ask: (list) => {
        asks += 1;
        return source.ask(list);
      },
    },
    systemClock,
  );
  const charge = (amount: bigint): Charge => ({
    account: {
      ...{ teamId, scope: "key", scopeId: teamId, measure, currency: "USD" },
      ...{ period: measure === "concurrency" ? "now" : "total", startsAt: new Date(0) },
    },
    amount,
    at: new Date(),
  });
  return { book, charge, asks: () => asks };
}

test("a busy limit is asked for ahead about once a second, and hardly a request waits for it", async () => {
  const { book, charge, asks } = soleHolder("tokens");
  const end = performance.now() + SECONDS * 1_000;
  let [requests, waited] = [0, 0];
  let tendAt = performance.now() + TEND_MS;
  while (performance.now() < end) {
    const reserved = book.reserve([charge(14n)]);
    requests += 1;
    if (reserved instanceof Promise) waited += 1;
    (await reserved).settle(newId(), [charge(14n)]);
    if (performance.now() >= tendAt) {
      await book.tend();
      tendAt += TEND_MS;
    }
    await setTimeout(2);
  }
  expect(requests).toBeGreaterThan(200);
  expect(waited).toBeLessThan(20);
  expect(asks()).toBeLessThan(20 + SECONDS * 3);
});

test("how many may run at once is not asked for by how many came", async () => {
  const { book, charge, asks } = soleHolder("concurrency");
  for (let request = 0; request < 200; request++) {
    const reservation = await book.reserve([charge(1n)]);
    reservation.release();
    if (request % 20 === 0) await book.tend();
  }
  expect(asks()).toBeLessThan(3);
  expect(book.standingOf(charge(1n).account)?.free).toBe(CAP);
});
