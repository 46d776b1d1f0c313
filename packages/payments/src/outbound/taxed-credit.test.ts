import { closeInvoices, listCredit, listInvoices, proveBooks } from "@millrace/billing";
import { expect, test } from "vitest";
import { readPayment } from "../inbound/subjects/read-payment.ts";
import { startCheckout } from "../index.ts";
import {
  CONSOLE_URL,
  customerOf,
  db,
  PAGE,
  type PayingTeam,
  payingTeam,
  type Rehearsal,
  rehearse,
  sessionOf,
  use,
} from "../outbound.fixture.ts";
import { stripeProvider } from "../stripe/stripe-provider.ts";

/** Where Stripe reckons taxes. */
async function rehearseTaxed(): Promise<Rehearsal> {
  const rehearsal = await rehearse("2026-01-16T12:00:00Z");
  const { stripe, twin } = rehearsal;
  const provider = stripeProvider(stripe, {
    ...{ consoleUrl: CONSOLE_URL, tax: "automatic", warn: () => {} },
    pause: (milliseconds) => twin.clock.advance(milliseconds),
  });
  return { ...rehearsal, provider };
}

/** Pays for credit at a page, 10.00 unless told otherwise, from a country; returns the payment. */
async function buy(
  rehearsal: Rehearsal,
  team: PayingTeam,
  country: string,
  amountMinor = 1_000n,
): Promise<string> {
  const { twin, stripe } = rehearsal;
  const page = await startCheckout(team.acting(), { for: { kind: "credit", amountMinor }, ...PAGE });
  expect(twin.pay(sessionOf(page), { country })).toBeNull();
  const { payment_intent: intent } = await stripe.checkout.sessions.retrieve(sessionOf(page));
  await hearPayment(rehearsal, String(intent));
  return String(intent);
}

async function hearPayment({ system }: Rehearsal, intent: string): Promise<void> {
  const tell = () => expect.unreachable("nothing is to be told");
  await db.database.inSystem(await readPayment({ ...system, alarm: tell, warn: tell }, intent));
}

/** In minor units: what a team has of credit, and what stands in the books of it; which balance. */
async function standing(team: PayingTeam, unitPico = 10n ** 10n) {
  const { leftPico } = await listCredit(team.as("owner"));
  const { isBalanced, differences, accounts } = await proveBooks(team.as("owner"));
  expect({ isBalanced, differences }).toEqual({ isBalanced: true, differences: [] });
  const of = (name: string) =>
    Number((accounts.find(({ account }) => account === name)?.balancePico ?? 0n) / unitPico);
  return { left: Number(leftPico / unitPico), cash: of("cash"), tax: of("tax"), returned: of("returned") };
}

test("credit that is bought at a page is taxed where plans are: the tax is paid on top, and buys nothing", async () => {
  const rehearsal = await rehearseTaxed();
  const team = await payingTeam(rehearsal);
  await buy(rehearsal, team, "DE");
  expect(await standing(team)).toEqual({ left: 1_000, cash: 1_190, tax: -190, returned: 0 });
  const { data } = await rehearsal.stripe.paymentIntents.list({ customer: await customerOf(team) });
  expect(data).toMatchObject([{ amount_received: 1_190 }]);
});

test("of a currency with three decimals no more tax is paid than a card can pay", async () => {
  const rehearsal = await rehearseTaxed();
  const team = await payingTeam(rehearsal);
  await db.sql("UPDATE teams SET currency = 'KWD' WHERE id = $1", [team.teamId]);
  await buy(rehearsal, team, "DE", 5_610n);
  const { data } = await rehearsal.stripe.paymentIntents.list({ customer: await customerOf(team) });
  expect(data).toMatchObject([{ currency: "kwd", amount_received: 5_610 + 1_070 }]);
  expect(await standing(team, 10n ** 9n)).toEqual({ left: 5_610, cash: 6_680, tax: -1_070, returned: 0 });
});

test("where nobody collects tax, credit costs what it is", async () => {
  const rehearsal = await rehearseTaxed();
  const team = await payingTeam(rehearsal);
  await buy(rehearsal, team, "US");
  expect(await standing(team)).toEqual({ left: 1_000, cash: 1_000, tax: 0, returned: 0 });
});

test("a refund gives the tax in it back, and takes what is left of the credit", async () => {
  const rehearsal = await rehearseTaxed();
  const { stripe } = rehearsal;
  const team = await payingTeam(rehearsal);
  const payment_intent = await buy(rehearsal, team, "DE");
  await stripe.refunds.create({ payment_intent, amount: 119 });
  await hearPayment(rehearsal, payment_intent);
  expect(await standing(team)).toEqual({ left: 900, cash: 1_071, tax: -171, returned: 0 });
  await use(rehearsal, team, 400);
  await stripe.refunds.create({ payment_intent });
  await hearPayment(rehearsal, payment_intent);
  expect(await standing(team)).toEqual({ left: 0, cash: 0, tax: 0, returned: 400 });
});

test("an invoice of ours that is paid at a page is taxed no second time", async () => {
  const rehearsal = await rehearseTaxed();
  const team = await payingTeam(rehearsal);
  await use(rehearsal, team, 1_000);
  await rehearsal.twin.clock.set(new Date("2026-02-01T03:00:00Z"));
  await closeInvoices({ ...rehearsal.system, taxRates: [{ name: "VAT", percentE4: 190_000n }] });
  const [invoice] = await listInvoices(team.as("owner"));
  const invoiceId = String(invoice?.id);
  const page = await startCheckout(team.acting(), { for: { kind: "invoice", invoiceId }, ...PAGE });
  expect(rehearsal.twin.pay(sessionOf(page), { country: "DE" })).toBeNull();
  const { data } = await rehearsal.stripe.paymentIntents.list({ customer: await customerOf(team) });
  expect(data).toMatchObject([{ amount_received: 1_190 }]);
});
