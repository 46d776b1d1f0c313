import { describe, expect, test } from "vitest";
import { amountsOf, at, makeSubscribed } from "../subscribed.fixture.ts";
import { days, hours, makeTwin, typesOf } from "../twin.fixture.ts";

async function customerWithCard(options: Parameters<typeof makeTwin>[0] = {}) {
  const made = await makeTwin(options);
  const card = "pm_card_visa";
  const customer = await made.stripe.customers.create({
    payment_method: card,
    invoice_settings: { default_payment_method: card },
  });
  const item = (amount: number, invoice?: string) =>
    made.stripe.invoiceItems.create({
      customer: customer.id,
      amount,
      currency: "eur",
      description: "Work",
      invoice,
    });
  return { ...made, customer, item };
}

describe("an invoice by hand", () => {
  test("takes what waits, gets its number when it is final, and is paid", async () => {
    const { stripe, customer, item } = await customerWithCard();
    await item(1500);
    await item(-300);
    const draft = await stripe.invoices.create({
      customer: customer.id,
      currency: "eur",
      pending_invoice_items_behavior: "include",
    });
    expect(draft).toMatchObject({ status: "draft", number: null, total: 1200, auto_advance: false });
    const open = await stripe.invoices.finalizeInvoice(draft.id);
    expect(open).toMatchObject({
      status: "open",
      number: `${customer.invoice_prefix}-0001`,
      amount_remaining: 1200,
    });
    const paid = await stripe.invoices.pay(draft.id, { expand: ["payments.data.payment.payment_intent"] });
    expect(paid).toMatchObject({ status: "paid", amount_paid: 1200, amount_remaining: 0 });
    expect(paid.payments?.data).toMatchObject([
      { status: "paid", payment: { payment_intent: { amount_received: 1200 } } },
    ]);
    await expect(stripe.invoices.pay(draft.id)).rejects.toMatchObject({ code: "invoice_already_paid" });
    expect((await stripe.invoiceItems.list({ pending: true })).data).toEqual([]);
  });

  test("a final one is changed no more", async () => {
    const { stripe, customer, item } = await customerWithCard();
    const draft = await stripe.invoices.create({ customer: customer.id, currency: "eur" });
    const added = await item(1500, draft.id);
    await stripe.invoiceItems.update(added.id, { amount: 1600 });
    expect((await stripe.invoices.finalizeInvoice(draft.id)).total).toBe(1600);
    await expect(item(100, draft.id)).rejects.toMatchObject({ code: "invoice_not_editable" });
    await expect(stripe.invoices.finalizeInvoice(draft.id)).rejects.toMatchObject({ statusCode: 400 });
    await expect(stripe.invoices.del(draft.id)).rejects.toMatchObject({ statusCode: 400 });
  });

  test("a draft that is deleted lets its items wait again", async () => {
    const { stripe, customer, item } = await customerWithCard();
    await item(1500);
    const draft = await stripe.invoices.create({
      customer: customer.id,
      currency: "eur",
      pending_invoice_items_behavior: "include",
    });
    await stripe.invoices.del(draft.id);
    expect((await stripe.invoiceItems.list({ pending: true })).data).toHaveLength(1);
  });

  test("money that came another way pays it", async () => {
    const { stripe, customer, item } = await customerWithCard();
    await item(1500);
    const draft = await stripe.invoices.create({
      customer: customer.id,
      currency: "eur",
      pending_invoice_items_behavior: "include",
    });
    await stripe.invoices.finalizeInvoice(draft.id);
    expect(await stripe.invoices.pay(draft.id, { paid_out_of_band: true })).toMatchObject({ status: "paid" });
    expect((await stripe.charges.list()).data).toEqual([]);
  });

  test("one that is sent is due later, and says so when it is not paid", async () => {
    const { twin, stripe, customer, item } = await customerWithCard();
    await item(1500);
    const draft = await stripe.invoices.create({
      customer: customer.id,
      currency: "eur",
      pending_invoice_items_behavior: "include",
      collection_method: "send_invoice",
      days_until_due: 14,
      auto_advance: true,
    });
    await twin.clock.advance(hours(1));
    const open = await stripe.invoices.retrieve(draft.id);
    expect(open).toMatchObject({ status: "open", due_date: at("2026-02-14T13:00:00Z").getTime() / 1000 });
    await twin.clock.advance(days(14));
    expect(typesOf(twin.events())).toEqual(expect.arrayContaining(["invoice.sent", "invoice.overdue"]));
  });
});

describe("balances", () => {
  test("credit pays first, and comes back when the invoice is void", async () => {
    const { stripe, customer, item } = await customerWithCard();
    await stripe.customers.createBalanceTransaction(customer.id, { amount: -1000, currency: "eur" });
    await item(1500);
    const draft = await stripe.invoices.create({
      customer: customer.id,
      currency: "eur",
      pending_invoice_items_behavior: "include",
    });
    expect(await stripe.invoices.finalizeInvoice(draft.id)).toMatchObject({
      total: 1500,
      amount_due: 500,
      ending_balance: 0,
    });
    expect((await stripe.invoices.voidInvoice(draft.id)).status).toBe("void");
    expect(await stripe.customers.retrieve(customer.id)).toMatchObject({ balance: -1000 });
  });

  test("what is too little to charge is owed with the next invoice", async () => {
    const { twin, stripe, customer, use, invoices } = await makeSubscribed({ subscription: {} });
    await use(100);
    await stripe.invoiceItems.create({ customer: customer.id, amount: 20, currency: "eur" });
    const small = await stripe.invoices.create({
      customer: customer.id,
      currency: "eur",
      pending_invoice_items_behavior: "include",
    });
    expect(await stripe.invoices.finalizeInvoice(small.id)).toMatchObject({
      status: "paid",
      amount_due: 0,
      ending_balance: 20,
    });
    await twin.clock.set(at("2026-02-28T13:00:00Z"));
    expect((await invoices())[0]).toMatchObject({ total: 2900, starting_balance: 20, amount_paid: 2920 });
  });
});

describe("tax", () => {
  test("stands on each line and in the sum", async () => {
    const { invoices } = await makeSubscribed({
      customer: { address: { country: "DE" } },
      subscription: { automatic_tax: { enabled: true } },
    });
    const [first] = await invoices();
    expect(first).toMatchObject({
      subtotal: 2900,
      total: 3451,
      total_excluding_tax: 2900,
      automatic_tax: { status: "complete" },
    });
    expect(first?.total_taxes).toMatchObject([
      { amount: 551, taxable_amount: 2900, taxability_reason: "standard_rated" },
    ]);
  });

  test("without knowing where somebody is, an invoice does not become final", async () => {
    const { twin, stripe, customer, item } = await customerWithCard();
    await item(1500);
    const draft = await stripe.invoices.create({
      customer: customer.id,
      currency: "eur",
      pending_invoice_items_behavior: "include",
      automatic_tax: { enabled: true },
    });
    await expect(stripe.invoices.finalizeInvoice(draft.id)).rejects.toMatchObject({
      code: "customer_tax_location_invalid",
    });
    expect(typesOf(twin.events())).toContain("invoice.finalization_failed");
    await stripe.customers.update(customer.id, { address: { country: "FR" } });
    const final = await stripe.invoices.finalizeInvoice(draft.id, {
      expand: ["total_taxes.tax_rate_details"],
    });
    expect(final.total).toBe(1800);
    const rate = await stripe.taxRates.retrieve(final.total_taxes?.[0]?.tax_rate_details?.tax_rate ?? "");
    expect(rate).toMatchObject({ percentage: 20, country: "FR" });
  });
});

test("an invoice shows ten of its lines, and lists all", async () => {
  const { stripe, customer, item } = await customerWithCard();
  for (let count = 0; count < 12; count += 1) await item(100 + count);
  const draft = await stripe.invoices.create({
    customer: customer.id,
    currency: "eur",
    pending_invoice_items_behavior: "include",
  });
  expect([draft.lines.data.length, draft.lines.has_more, draft.total]).toEqual([10, true, 1266]);
  expect((await stripe.invoices.listLineItems(draft.id, { limit: 100 })).data).toHaveLength(12);
  expect(amountsOf(draft)[0]).toBe(100);
});
