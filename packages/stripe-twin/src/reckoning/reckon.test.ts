import { expect, test } from "vitest";
import { makeSubscribed } from "../subscribed.fixture.ts";
import { hours } from "../twin.fixture.ts";

test("everything that was charged, given back, invoiced and used is reckoned by customer", async () => {
  const { twin, stripe, customer, use, base, tokens } = await makeSubscribed();
  await use(1_000_000);
  await use(250_000);
  await twin.clock.set(new Date("2026-02-28T12:00:00Z"));
  await twin.clock.advance(hours(1));
  const [charge] = (await stripe.charges.list({ customer: customer.id })).data;
  await stripe.refunds.create({ charge: charge?.id, amount: 1000 });
  const [invoice] = (await stripe.invoices.list({ customer: customer.id })).data;
  await stripe.creditNotes.create({ invoice: invoice?.id ?? "", amount: 200, credit_amount: 200 });
  const reckoned = twin.reckoning()[customer.id];
  expect(reckoned).toMatchObject({
    sums: { eur: { charged: 2900 + 3400, refunded: 1000, disputed: 0, credited: 200 } },
    balance: -200,
    usage: { tokens: "1250000" },
  });
  expect(reckoned?.invoices.map(({ status, total, paid }) => [status, total, paid])).toEqual([
    ["paid", 2900, 2900],
    ["paid", 3400, 3400],
  ]);
  expect(reckoned?.invoices[1]?.lines).toMatchObject([
    { amount: 2900, price: base.id, quantity: "1", tax: 0 },
    { amount: 500, price: tokens.id, quantity: "1250000", proration: false },
  ]);
});

test("a dispute counts unless it is won", async () => {
  const { twin, stripe, customer } = await makeSubscribed();
  const [charge] = (await stripe.charges.list({ customer: customer.id })).data;
  const dispute = twin.openDispute(charge?.id ?? "");
  expect(twin.reckoning()[customer.id]?.sums.eur?.disputed).toBe(2900);
  twin.closeDispute(dispute, "won");
  expect(twin.reckoning()[customer.id]?.sums.eur?.disputed).toBe(0);
});
