import { creditLeft, proveBooks } from "@millrace/billing";
import { newId } from "@millrace/kernel";
import { describe, expect, test } from "vitest";
import { keepTopUps, removeTopUp, setTopUp } from "../index.ts";
import { ensureCustomer } from "../outbound/ensure-customer.ts";
import {
  customerOf,
  db,
  give,
  operationsOf,
  type PayingTeam,
  payingTeam,
  type Rehearsal,
  rehearse,
  use,
} from "../outbound.fixture.ts";

const CENT = 10n ** 10n;
const RULE = { belowPico: 1_000n * CENT, amountMinor: 2_000n, monthlyMaxMinor: 5_000n };
const START = "2026-01-16T12:00:00Z";

/** A team whose card is kept, with a rule and so many cents. */
async function ruledTeam(
  rehearsal: Rehearsal,
  { cents = 500, card = "pm_card_visa" }: { cents?: number; card?: string } = {},
): Promise<PayingTeam> {
  const team = await payingTeam(rehearsal);
  const customer = await ensureCustomer(rehearsal.system, rehearsal.provider, team.teamId);
  await rehearsal.stripe.paymentMethods.attach(card, { customer });
  await db.sql("UPDATE payment_customers SET card_label = 'visa 4242' WHERE team_id = $1", [team.teamId]);
  if (cents > 0) await give(rehearsal, team, cents);
  await setTopUp(team.acting(), RULE);
  return team;
}

async function centsOf({ clock }: Rehearsal, { teamId }: PayingTeam): Promise<number> {
  const left = await db.database.inSystem((tx) => creditLeft(tx, [teamId], clock.now()));
  return Number((left.get(teamId) ?? 0n) / CENT);
}

async function chargedOf({ twin }: Rehearsal, team: PayingTeam): Promise<number> {
  return twin.reckoning()[await customerOf(team)]?.sums.usd?.charged ?? 0;
}

/** Rounds as the controller makes them, for so many minutes. */
async function keepFor({ twin, system }: Rehearsal, minutes: number): Promise<void> {
  for (let passed = 0; passed < minutes; passed += 1) {
    await keepTopUps(system);
    await twin.clock.advance(60_000);
  }
}

describe("credit is bought", () => {
  test("once for a gap, when less is left than is wanted, and not before", async () => {
    const rehearsal = await rehearse(START);
    const team = await ruledTeam(rehearsal, { cents: 1_500 });
    await keepFor(rehearsal, 2);
    expect(await chargedOf(rehearsal, team)).toBe(0);
    await use(rehearsal, team, 501);
    expect(await keepTopUps(rehearsal.system)).toMatchObject({
      bought: [{ teamId: team.teamId, amountMinor: 2_000n, currency: "USD" }],
    });
    await keepFor(rehearsal, 5);
    expect(await chargedOf(rehearsal, team)).toBe(2_000);
    expect(await centsOf(rehearsal, team)).toBe(2_999);
    expect(await operationsOf(team)).toEqual(["top_up done"]);
    expect((await proveBooks(team.as("owner"))).differences).toEqual([]);
  });

  test("once, however many controllers look", async () => {
    const rehearsal = await rehearse(START);
    const team = await ruledTeam(rehearsal);
    await Promise.all([1, 2, 3, 4].map(() => keepTopUps(rehearsal.system)));
    await keepFor(rehearsal, 3);
    expect(await chargedOf(rehearsal, team)).toBe(2_000);
  });

  test("no more in a month than is allowed, and again in the next", async () => {
    const rehearsal = await rehearse(START);
    const team = await ruledTeam(rehearsal);
    for (let gap = 0; gap < 4; gap += 1) {
      await keepFor(rehearsal, 2);
      await use(rehearsal, team, 1_900);
    }
    expect(await chargedOf(rehearsal, team)).toBe(4_000);
    await rehearsal.twin.clock.set(new Date("2026-02-01T00:00:00Z"));
    await keepFor(rehearsal, 2);
    expect(await chargedOf(rehearsal, team)).toBe(6_000);
  });

  test("by nobody once the rule is removed", async () => {
    const rehearsal = await rehearse(START);
    const team = await ruledTeam(rehearsal);
    await removeTopUp(team.acting());
    await keepFor(rehearsal, 2);
    expect(await chargedOf(rehearsal, team)).toBe(0);
  });
});

describe("whatever befalls the payment, a gap is paid once:", () => {
  test.each([
    ["drop_before", 7],
    ["drop_after", 7],
    ["too_many", 7],
    ["conflict", 7],
    ["fail_before", 7],
    ["fail_after", 7],
    ["fail_kept", 2],
  ] as const)(
    "%s, %i times",
    async (fault, times) => {
      const rehearsal = await rehearse(START);
      const team = await ruledTeam(rehearsal);
      for (let time = 0; time < times; time += 1)
        rehearsal.twin.failNext(fault, { method: "POST", path: "/v1/payment_intents" });
      await keepFor(rehearsal, 60);
      expect(await chargedOf(rehearsal, team)).toBe(2_000);
      expect(await centsOf(rehearsal, team)).toBe(2_500);
      expect(await operationsOf(team)).toEqual(["top_up done"]);
    },
    30_000,
  );

  test("the answer was lost and Stripe told of it first", async () => {
    const rehearsal = await rehearse(START);
    const team = await ruledTeam(rehearsal);
    for (let time = 0; time < 3; time += 1)
      rehearsal.twin.failNext("drop_after", { method: "POST", path: "/v1/payment_intents" });
    expect(await keepTopUps(rehearsal.system)).toMatchObject({ failed: [{ teamId: team.teamId }] });
    expect(await operationsOf(team)).toEqual(["top_up waiting"]);
    await keepFor(rehearsal, 3);
    expect(await chargedOf(rehearsal, team)).toBe(2_000);
    expect(await centsOf(rehearsal, team)).toBe(2_500);
  });
});

describe("a payment that is refused", () => {
  test.each([
    ["pm_card_chargeCustomerFail", /declined/],
    ["pm_card_authenticationRequired", /authentication/],
  ])("by %s turns the rule off, and those who may pay are told", async (card, reason) => {
    const rehearsal = await rehearse(START);
    const team = await ruledTeam(rehearsal, { card });
    const viewer = newId();
    await db.sql("INSERT INTO persons (id, email, name, password_hash) VALUES ($1, $2, 'Vi', 'none')", [
      viewer,
      `${viewer}@example.test`,
    ]);
    await db.sql(
      "INSERT INTO memberships (team_id, person_id, role, joined_by) VALUES ($1, $2, 'viewer', 'invitation')",
      [team.teamId, viewer],
    );
    expect(await keepTopUps(rehearsal.system)).toMatchObject({
      refused: [{ teamId: team.teamId, reason: expect.stringMatching(reason) }],
    });
    await keepFor(rehearsal, 5);
    expect(await chargedOf(rehearsal, team)).toBe(0);
    expect(await operationsOf(team)).toEqual(["top_up failed"]);
    const rules = await db.sql("SELECT failure, disabled_at FROM top_up_rules WHERE team_id = $1", [
      team.teamId,
    ]);
    expect(rules).toEqual([{ failure: expect.stringMatching(reason), disabled_at: new Date(START) }]);
    const mails = await db.sql("SELECT recipient, template FROM mails WHERE team_id = $1", [team.teamId]);
    expect(mails).toEqual([{ recipient: team.email, template: "top_up_failed" }]);
    await setTopUp(team.acting(), RULE);
    await keepFor(rehearsal, 2);
    expect(await operationsOf(team)).toEqual(["top_up failed", "top_up failed"]);
  });
});

describe("a rule", () => {
  test("is set by whoever may pay, within bounds, where a card is kept; and is recorded", async () => {
    const rehearsal = await rehearse(START);
    const team = await ruledTeam(rehearsal);
    await expect(setTopUp(team.acting("developer"), RULE)).rejects.toMatchObject({ kind: "forbidden" });
    await expect(removeTopUp(team.acting("viewer"))).rejects.toMatchObject({ kind: "forbidden" });
    for (const bad of [{ amountMinor: 100n }, { monthlyMaxMinor: 1_999n }, { belowPico: 0n }])
      await expect(setTopUp(team.acting(), { ...RULE, ...bad })).rejects.toMatchObject({ kind: "invalid" });
    await removeTopUp(team.acting());
    await removeTopUp(team.acting());
    const log = await db.sql("SELECT verb FROM audit_entries WHERE team_id = $1 ORDER BY sequence", [
      team.teamId,
    ]);
    expect(log.map(({ verb }) => verb)).toEqual(["top_up.set", "top_up.remove"]);
    const bare = await payingTeam(rehearsal);
    await expect(setTopUp(bare.acting(), RULE)).rejects.toMatchObject({ code: "payments.no_card" });
    await expect(setTopUp({ ...team.acting(), provider: null }, RULE)).rejects.toMatchObject({
      code: "payments.no_provider",
    });
  });
});
