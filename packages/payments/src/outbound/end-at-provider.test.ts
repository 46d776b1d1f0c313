import { describe, expect, test } from "vitest";
import { endAtProvider, keepReadings, startCheckout } from "../index.ts";
import {
  customerOf,
  PAGE,
  type PayingTeam,
  payingTeam,
  type Rehearsal,
  rehearse,
  sessionOf,
  subscribedTeam,
  use,
} from "../outbound.fixture.ts";

const START = "2026-01-16T12:00:00Z";
const MONTHS_MS = 90 * 86_400_000;
/** Of a plan of 31.00, from noon of the 16th. */
const FIRST_FEE = 1_550;

async function reckoningOf({ twin }: Rehearsal, team: PayingTeam) {
  const reckoning = twin.reckoning()[await customerOf(team)];
  if (reckoning === undefined) throw new Error("the twin does not know this team");
  return reckoning;
}

const chargedOf = async (rehearsal: Rehearsal, team: PayingTeam) =>
  (await reckoningOf(rehearsal, team)).sums.usd?.charged ?? 0;

async function statusOf({ stripe }: Rehearsal, team: PayingTeam) {
  const customer = await customerOf(team);
  const subscriptions = await stripe.subscriptions.list({ customer, status: "all" });
  const cards = await stripe.customers.listPaymentMethods(customer);
  return { states: subscriptions.data.map(({ status }) => status), cards: cards.data.length };
}

/** A team with a plan that used 10.00 until its newest reading and 2.34 since; so many seconds later the provider counts what it is told. */
async function usedAlsoSinceReading(meterLagSeconds: number) {
  const rehearsal = await rehearse(START, { meterLagSeconds });
  const team = await subscribedTeam(rehearsal);
  await use(rehearsal, team, 1_000);
  await keepReadings(rehearsal.system, { since: null });
  await rehearsal.twin.clock.advance(3_600_000);
  await use(rehearsal, team, 234);
  return { rehearsal, team };
}

describe("a team that goes", () => {
  test("pays at once what it used, and nothing for what comes after", async () => {
    const { rehearsal, team } = await usedAlsoSinceReading(0);
    await endAtProvider(team.acting());
    expect(await statusOf(rehearsal, team)).toEqual({ states: ["canceled"], cards: 0 });
    expect(await chargedOf(rehearsal, team)).toBe(FIRST_FEE + 1_234);
    await rehearsal.twin.clock.advance(MONTHS_MS);
    expect(await chargedOf(rehearsal, team)).toBe(FIRST_FEE + 1_234);
    const { invoices } = await reckoningOf(rehearsal, team);
    expect(invoices.map(({ status, total }) => [status, total])).toEqual([
      ["paid", FIRST_FEE],
      ["paid", 1_234],
    ]);
  });

  test("pays in full what the provider counts with some delay", async () => {
    const { rehearsal, team } = await usedAlsoSinceReading(4);
    await endAtProvider(team.acting());
    expect(await statusOf(rehearsal, team)).toEqual({ states: ["canceled"], cards: 0 });
    expect(await chargedOf(rehearsal, team)).toBe(FIRST_FEE + 1_234);
    expect(rehearsal.warnings).toEqual([]);
  });

  test("waits for ten seconds at most: what is not counted then is not billed, and is told", async () => {
    const { rehearsal, team } = await usedAlsoSinceReading(60);
    const begun = rehearsal.clock.now().getTime();
    await endAtProvider(team.acting());
    expect(rehearsal.clock.now().getTime() - begun).toBe(10_000);
    expect(await statusOf(rehearsal, team)).toEqual({ states: ["canceled"], cards: 0 });
    expect(await chargedOf(rehearsal, team)).toBe(FIRST_FEE + 1_000);
    expect(rehearsal.warnings).toEqual([
      { customer: await customerOf(team), usedMinor: "1234", unbilledMinor: "234" },
    ]);
  });

  test("pays the draft of a month that ended a moment ago too", async () => {
    const rehearsal = await rehearse(START);
    const team = await subscribedTeam(rehearsal);
    await use(rehearsal, team, 500);
    await keepReadings(rehearsal.system, { since: null });
    await rehearsal.twin.clock.set(new Date("2026-02-01T00:00:30Z"));
    await keepReadings(rehearsal.system, { since: null });
    await use(rehearsal, team, 20);
    await endAtProvider(team.acting());
    expect(await chargedOf(rehearsal, team)).toBe(FIRST_FEE + 3_100 + 500 + 20);
  });

  test("twice is once, whatever broke off in between", async () => {
    for (const path of [
      "/v1/billing/meter_events",
      "/v1/subscriptions",
      "/v1/invoices",
      "/v1/payment_methods",
    ]) {
      const rehearsal = await rehearse(START);
      const team = await subscribedTeam(rehearsal);
      await rehearsal.twin.clock.advance(60_000);
      await use(rehearsal, team, 700);
      rehearsal.twin.failNext("fail_kept", { path });
      await expect(endAtProvider(team.acting()), path).rejects.toMatchObject({
        ...{ kind: "unavailable", code: "payments.provider_away" },
      });
      await rehearsal.twin.clock.advance(60_000);
      await endAtProvider(team.acting());
      await endAtProvider(team.acting());
      expect(await chargedOf(rehearsal, team), path).toBe(FIRST_FEE + 700);
      expect(await statusOf(rehearsal, team), path).toEqual({ states: ["canceled"], cards: 0 });
    }
  });

  test("whose card is declined owes what it used, and its plan ends all the same", async () => {
    const rehearsal = await rehearse(START);
    const team = await subscribedTeam(rehearsal);
    const customer = await customerOf(team);
    const { id } = await rehearsal.stripe.paymentMethods.attach("pm_card_chargeCustomerFail", { customer });
    const [subscription] = (await rehearsal.stripe.subscriptions.list({ customer })).data;
    await rehearsal.stripe.subscriptions.update(String(subscription?.id), { default_payment_method: id });
    await rehearsal.twin.clock.advance(60_000);
    await use(rehearsal, team, 700);
    await endAtProvider(team.acting());
    expect(await statusOf(rehearsal, team)).toEqual({ states: ["canceled"], cards: 0 });
    await rehearsal.twin.clock.advance(MONTHS_MS);
    const { invoices } = await reckoningOf(rehearsal, team);
    expect(invoices.at(-1)).toMatchObject({ status: "open", total: 700, paid: 0 });
    expect(await chargedOf(rehearsal, team)).toBe(FIRST_FEE);
  });

  test("cannot be made to pay at a page that was open", async () => {
    const rehearsal = await rehearse(START);
    const team = await payingTeam(rehearsal);
    const page = await startCheckout(team.acting(), { for: { kind: "plan", planName: "basic" }, ...PAGE });
    await endAtProvider(team.acting());
    expect(() => rehearsal.twin.pay(sessionOf(page))).toThrow("expired");
    expect(await statusOf(rehearsal, team)).toEqual({ states: [], cards: 0 });
  });
});

test("a team that the provider does not know goes without it", async () => {
  const rehearsal = await rehearse(START);
  const team = await payingTeam(rehearsal);
  rehearsal.twin.setChaos({ requests: { drop_before: 1 } });
  await endAtProvider(team.acting());
});

test("where a plan is kept at a provider that is no longer set up, it is said", async () => {
  const rehearsal = await rehearse(START);
  const team = await subscribedTeam(rehearsal);
  const refused = endAtProvider({ ...team.acting(), provider: null });
  await expect(refused).rejects.toMatchObject({ code: "payments.no_provider" });
});

test.each(["admin", "billing", "viewer"])("a %s ends nothing", async (role) => {
  const rehearsal = await rehearse(START);
  const team = await subscribedTeam(rehearsal);
  await expect(endAtProvider(team.acting(role))).rejects.toMatchObject({ code: "teams.not_allowed" });
  expect(await statusOf(rehearsal, team)).toMatchObject({ states: ["active"] });
});
