import { closeInvoices, getSubscription, listInvoices } from "@millrace/billing";
import { Fault } from "@millrace/kernel";
import { describe, expect, test } from "vitest";
import { choosePlan, openPortal, readPayments, startCheckout } from "../index.ts";
import {
  CONSOLE_URL,
  customerOf,
  db,
  hear,
  operationsOf,
  PAGE,
  payingTeam,
  rehearse,
  sessionOf,
  subscribedTeam,
  use,
} from "../outbound.fixture.ts";

const PLAN = { for: { kind: "plan", planName: "basic" }, ...PAGE } as const;
const credit = (amountMinor: bigint) => ({ for: { kind: "credit", amountMinor }, ...PAGE }) as const;

describe("a plan", () => {
  test("is paid for at a page of Stripe, and begins its months with ours", async () => {
    const rehearsal = await rehearse("2026-01-16T12:00:00Z");
    const { stripe, twin } = rehearsal;
    const team = await payingTeam(rehearsal);
    const page = await startCheckout(team.acting(), PLAN);
    const session = await stripe.checkout.sessions.retrieve(sessionOf(page));
    expect(session).toMatchObject({
      success_url: `${CONSOLE_URL}/t/acme/billing?checkout=done`,
      cancel_url: `${CONSOLE_URL}/t/acme/billing?checkout=left`,
      customer: await customerOf(team),
      client_reference_id: team.teamId,
      tax_id_collection: { enabled: true },
    });
    expect(twin.pay(session.id, { country: "DE" })).toBeNull();
    await hear(rehearsal, team);
    expect(await getSubscription(team.as("owner"))).toMatchObject({
      state: "active",
      planName: "basic",
      provider: "stripe",
      currentPeriodStart: new Date("2026-01-16T12:00:00Z"),
      currentPeriodEnd: new Date("2026-02-01T00:00:00Z"),
    });
    const [invoice] = twin.reckoning()[await customerOf(team)]?.invoices ?? [];
    expect(invoice).toMatchObject({ status: "paid", total: 1_550 });
    await expect(startCheckout(team.acting(), PLAN)).rejects.toMatchObject({ code: "billing.has_plan" });
  });

  test("that two people choose at once is one page, and one subscription", async () => {
    const rehearsal = await rehearse("2026-01-16T12:00:00Z");
    const team = await payingTeam(rehearsal);
    const pages = await Promise.all([1, 2, 3].map(() => startCheckout(team.acting(), PLAN)));
    expect(new Set(pages.map(({ url }) => url)).size).toBe(1);
    expect(await startCheckout(team.acting("billing"), { ...PLAN, locale: "zh-CN" })).toEqual(pages[0]);
    expect(await operationsOf(team)).toEqual(["checkout_plan waiting"]);
    const { data } = await rehearsal.stripe.customers.list();
    expect(data.map(({ metadata }) => metadata.team)).toEqual([team.teamId]);
  });

  test("other than the one that somebody is paying for closes that page", async () => {
    const rehearsal = await rehearse("2026-01-16T12:00:00Z");
    const team = await payingTeam(rehearsal);
    const first = await startCheckout(team.acting(), PLAN);
    const { url } = await choosePlan(team.acting(), { planName: "pro", ...PAGE });
    expect(url).not.toBe(first.url);
    const { stripe } = rehearsal;
    expect((await stripe.checkout.sessions.retrieve(sessionOf(first))).status).toBe("expired");
    const kinds = ["basic", "pro", "basic", "pro", "free"];
    for (let time = 0; time < 5; time += 1) {
      await Promise.allSettled(
        kinds.map((planName) => startCheckout(team.acting(), { ...PLAN, for: { kind: "plan", planName } })),
      );
      const open = await stripe.checkout.sessions.list({ status: "open" });
      expect(open.data.length).toBeLessThanOrEqual(1);
    }
  });

  test("that was paid for is not sold again before Stripe has told of it", async () => {
    const rehearsal = await rehearse("2026-01-16T12:00:00Z");
    const team = await payingTeam(rehearsal);
    rehearsal.twin.pay(sessionOf(await startCheckout(team.acting(), PLAN)));
    await expect(startCheckout(team.acting(), PLAN)).rejects.toMatchObject({
      kind: "conflict",
      code: "payments.being_booked",
    });
  });

  test("can be chosen again when its page is over", async () => {
    const rehearsal = await rehearse("2026-01-16T12:00:00Z");
    const team = await payingTeam(rehearsal);
    const first = await startCheckout(team.acting(), PLAN);
    await rehearsal.twin.clock.advance(25 * 3_600_000);
    expect(await startCheckout(team.acting(), PLAN)).not.toEqual(first);
    expect(await operationsOf(team)).toEqual(["checkout_plan failed", "checkout_plan waiting"]);
  });

  test("is of our kind at Stripe once, whoever needs it first", async () => {
    const rehearsal = await rehearse("2026-01-16T12:00:00Z");
    await Promise.all([subscribedTeam(rehearsal), subscribedTeam(rehearsal)]);
    const { stripe } = rehearsal;
    expect((await stripe.billing.meters.list()).data).toMatchObject([{ event_name: "millrace_usage" }]);
    const { data } = await stripe.prices.list();
    expect(data.map(({ metadata }) => metadata.plan ?? metadata.millrace).sort()).toEqual(["basic", "usage"]);
  });
});

describe("whatever befalls a request", () => {
  test.each(["drop_before", "drop_after", "conflict", "fail_before", "fail_after"] as const)(
    "%s: there is one page, and one customer",
    async (fault) => {
      const rehearsal = await rehearse("2026-01-16T12:00:00Z");
      const { twin, stripe } = rehearsal;
      const team = await payingTeam(rehearsal);
      twin.failNext(fault, { method: "POST", path: "/v1/customers" });
      twin.failNext(fault, { method: "POST", path: "/v1/checkout/sessions" });
      await startCheckout(team.acting(), PLAN);
      expect((await stripe.checkout.sessions.list()).data).toHaveLength(1);
      expect((await stripe.customers.list()).data).toHaveLength(1);
    },
  );

  test.each(["fail_kept", "too_many"] as const)(
    "%s is told, and the next try goes through",
    async (fault) => {
      const rehearsal = await rehearse("2026-01-16T12:00:00Z");
      const team = await payingTeam(rehearsal);
      rehearsal.twin.failNext(fault, { method: "POST", path: "/v1/checkout/sessions" });
      await expect(startCheckout(team.acting(), PLAN)).rejects.toMatchObject({
        kind: "unavailable",
        code: "payments.provider_away",
      });
      await expect(startCheckout(team.acting(), PLAN)).resolves.toMatchObject({ url: expect.any(String) });
      expect(await operationsOf(team)).toEqual(["checkout_plan failed", "checkout_plan waiting"]);
    },
  );
});

describe("credit", () => {
  test("is bought in amounts within bounds, and the card is kept for the next time", async () => {
    const rehearsal = await rehearse("2026-01-16T12:00:00Z");
    const { twin, stripe } = rehearsal;
    const team = await payingTeam(rehearsal);
    for (const amount of [499n, 1_000_001n, -500n])
      await expect(startCheckout(team.acting(), credit(amount))).rejects.toMatchObject({
        kind: "invalid",
        code: "payments.amount",
      });
    const page = await startCheckout(team.acting(), credit(5_000n));
    twin.pay(sessionOf(page));
    const { data } = await stripe.paymentIntents.list();
    expect(data).toMatchObject([
      { amount: 5_000, currency: "usd", status: "succeeded", metadata: { team: team.teamId } },
    ]);
    const customer = await customerOf(team);
    expect((await stripe.paymentMethods.list({ customer })).data).toHaveLength(1);
    const another = await startCheckout(team.acting(), credit(5_000n));
    expect(another).not.toEqual(page);
  });
});

describe("an invoice", () => {
  test("that nobody collects is paid at a page, for what is owed of it, and no longer once it is paid", async () => {
    const rehearsal = await rehearse("2026-01-16T12:00:00Z");
    const { twin, stripe, system } = rehearsal;
    const team = await payingTeam(rehearsal);
    await use(rehearsal, team, 1_234);
    await twin.clock.set(new Date("2026-02-01T03:00:00Z"));
    await closeInvoices({ ...system, taxRates: [] });
    const [invoice] = await listInvoices(team.as("owner"));
    const wanted = { for: { kind: "invoice", invoiceId: String(invoice?.id) }, ...PAGE } as const;
    const page = await startCheckout(team.acting("billing"), wanted);
    expect(await startCheckout(team.acting(), wanted)).toEqual(page);
    const { line_items } = await stripe.checkout.sessions.retrieve(sessionOf(page), {
      expand: ["line_items"],
    });
    expect(line_items?.data).toMatchObject([
      { amount_total: 1_234, description: `Invoice ${invoice?.number}` },
    ]);
    twin.pay(sessionOf(page));
    await expect(startCheckout(team.acting(), wanted)).rejects.toMatchObject({
      code: "payments.being_booked",
    });
    await db.sql("UPDATE invoices SET state = 'paid' WHERE team_id = $1", [team.teamId]);
    await expect(startCheckout(team.acting(), wanted)).rejects.toMatchObject({
      code: "payments.nothing_owed",
    });
    await db.sql("UPDATE invoices SET state = 'open', provider = 'stripe' WHERE team_id = $1", [team.teamId]);
    await expect(startCheckout(team.acting(), wanted)).rejects.toMatchObject({
      code: "payments.provider_collects",
    });
  });
});

test("what was paid is read by whoever reads billing, and by nobody else", async () => {
  const rehearsal = await rehearse("2026-01-16T12:00:00Z");
  const team = await subscribedTeam(rehearsal);
  expect(await readPayments(team.acting("billing"))).toEqual({
    providerName: "stripe",
    cardLabel: null,
    topUp: null,
    payments: [],
  });
  expect(await readPayments({ ...team.acting(), provider: null })).toMatchObject({ providerName: null });
  await expect(readPayments(team.acting("developer"))).rejects.toMatchObject({ kind: "forbidden" });
});

describe("who may", () => {
  test("pay are owners, administrators and billing", async () => {
    const rehearsal = await rehearse("2026-01-16T12:00:00Z");
    const team = await payingTeam(rehearsal);
    for (const role of ["developer", "viewer"])
      for (const asked of [
        startCheckout(team.acting(role), PLAN),
        openPortal(team.acting(role), PAGE),
        choosePlan(team.acting(role), { planName: "basic", ...PAGE }),
      ])
        await expect(asked).rejects.toMatchObject({ kind: "forbidden" });
    expect((await rehearsal.stripe.customers.list()).data).toEqual([]);
    await expect(startCheckout(team.acting("billing"), PLAN)).resolves.toBeDefined();
  });

  test("be sent back is whoever came from the console, and nowhere else", async () => {
    const rehearsal = await rehearse("2026-01-16T12:00:00Z");
    const team = await payingTeam(rehearsal);
    for (const returnPath of ["https://evil.test", "//evil.test", "/\\evil.test", "t/acme", "/a\nb"])
      await expect(openPortal(team.acting(), { ...PAGE, returnPath })).rejects.toBeInstanceOf(Fault);
    const { url } = await openPortal(team.acting(), { ...PAGE, locale: "zh-CN" });
    expect(await (await fetch(url)).text()).toContain(`href="${CONSOLE_URL}/t/acme/billing"`);
  });

  test("see another team's invoice at a page is nobody", async () => {
    const rehearsal = await rehearse("2026-01-16T12:00:00Z");
    const team = await payingTeam(rehearsal);
    const [{ id } = { id: "" }] = await db.sql("SELECT gen_random_uuid()::text AS id");
    const wanted = { for: { kind: "invoice", invoiceId: String(id) }, ...PAGE } as const;
    await expect(startCheckout(team.acting(), wanted)).rejects.toMatchObject({
      code: "billing.no_such_invoice",
    });
  });
});

test("without a provider a plan begins at once, and nothing else is paid here", async () => {
  const rehearsal = await rehearse("2026-01-16T12:00:00Z");
  const team = await payingTeam(rehearsal);
  const ctx = { ...team.acting(), provider: null };
  expect(await choosePlan(ctx, { planName: "basic", ...PAGE })).toEqual({ url: null });
  expect(await getSubscription(ctx)).toMatchObject({ planName: "basic", provider: "none" });
  await expect(startCheckout(ctx, credit(5_000n))).rejects.toMatchObject({ code: "payments.no_provider" });
});
