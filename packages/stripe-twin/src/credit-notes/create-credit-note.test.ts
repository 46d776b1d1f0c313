import { expect, test } from "vitest";
import { makeSubscribed } from "../subscribed.fixture.ts";

const TAXED = {
  customer: { address: { country: "DE" } },
  subscription: { automatic_tax: { enabled: true } },
};

async function firstInvoice(card?: string) {
  const made = await makeSubscribed({ ...TAXED, card });
  const [invoice] = await made.invoices();
  if (invoice === undefined) throw new Error("There is no invoice.");
  return { ...made, invoice, line: invoice.lines.data[0]?.id ?? "" };
}

test("of an open invoice less is owed, tax included, and a note that was a mistake is taken back", async () => {
  const { stripe, invoice, line } = await firstInvoice("pm_card_chargeCustomerFail");
  const note = await stripe.creditNotes.create({
    invoice: invoice.id,
    lines: [{ type: "invoice_line_item", invoice_line_item: line, amount: 1000 }],
  });
  expect(note).toMatchObject({
    subtotal: 1000,
    total: 1190,
    type: "pre_payment",
    number: `${invoice.number}-CN-01`,
  });
  expect(note.total_taxes).toMatchObject([{ amount: 190, taxable_amount: 1000 }]);
  expect(await stripe.invoices.retrieve(invoice.id)).toMatchObject({
    amount_remaining: 3451 - 1190,
    status: "open",
  });
  await stripe.creditNotes.voidCreditNote(note.id);
  expect(await stripe.invoices.retrieve(invoice.id)).toMatchObject({ amount_remaining: 3451 });
});

test("all of an open invoice closes it without a payment", async () => {
  const { stripe, invoice, current } = await firstInvoice("pm_card_chargeCustomerFail");
  await stripe.creditNotes.create({ invoice: invoice.id, amount: 3451 });
  expect(await stripe.invoices.retrieve(invoice.id)).toMatchObject({ status: "paid", amount_paid: 0 });
  expect((await current()).status).toBe("active");
});

test("of a paid invoice the money goes back as it is said, and the sum must be right", async () => {
  const { stripe, invoice, customer } = await firstInvoice();
  const credit = { invoice: invoice.id, amount: 2000 };
  await expect(stripe.creditNotes.create(credit)).rejects.toMatchObject({ statusCode: 400 });
  const note = await stripe.creditNotes.create({
    ...credit,
    refund_amount: 1500,
    credit_amount: 500,
    expand: ["refunds.refund"],
  });
  expect(note).toMatchObject({
    type: "post_payment",
    refunds: [{ amount_refunded: 1500, refund: { amount: 1500 } }],
  });
  expect(await stripe.customers.retrieve(customer.id)).toMatchObject({ balance: -500 });
  const tooMuch = stripe.creditNotes.create({ invoice: invoice.id, amount: 1452, credit_amount: 1452 });
  await expect(tooMuch).rejects.toMatchObject({ statusCode: 400 });
  expect((await stripe.creditNotes.list({ invoice: invoice.id })).data).toHaveLength(1);
});
