import { newId } from "@millrace/kernel";
import { type FakeClock, fakeClock } from "@millrace/testing";
import { expect, test } from "vitest";
import type { Account, Charge } from "../account.ts";
import { periodStart } from "../rules/period-bounds.ts";
import { LeaseBook } from "./lease-book.ts";
import { LeaseTable } from "./lease-table.fixture.ts";

const ids = { teamId: newId(), scopeId: newId() };

function oneRequestAMinute(clock: FakeClock): Charge {
  const at = clock.now();
  const account: Account = {
    ...{ ...ids, scope: "key", measure: "requests", period: "minute", currency: "USD" },
    startsAt: periodStart("minute", at),
  };
  return { account, amount: 1n, at };
}

test("what a request that outlives its minute did not use is left to a node whose clock is still in it", async () => {
  const table = new LeaseTable(1n);
  const [ahead, behind] = [fakeClock(), fakeClock()];
  const one = new LeaseBook(table.sourceOf(newId()), ahead);
  const other = new LeaseBook(table.sourceOf(newId()), behind);
  const reservation = await one.reserve([oneRequestAMinute(ahead)]);
  ahead.jump(10 * 60_000);
  await one.tend();
  reservation.release();
  await one.tend();
  await expect(other.reserve([oneRequestAMinute(behind)])).resolves.toBeDefined();
});
