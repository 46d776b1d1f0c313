import { fakeClock } from "@millrace/testing";
import { describe, expect, test } from "vitest";
import {
  at,
  type BilledTeam,
  balance,
  billedTeam,
  db,
  FEBRUARY,
  logOf,
  operator,
  requestOf,
  use,
} from "../billing.fixture.ts";
import { checkBooks, createCreditNote, type Difference, listCredit } from "../index.ts";
import { invoicedTeam, VAT } from "../invoices/invoices.fixture.ts";
import {
  buy,
  dispute,
  expectBalanced,
  invoicesOf,
  NOON,
  paymentsOf,
  plannedTeam,
  receive,
  refund,
  settle,
} from "./payments.fixture.ts";

/** A team that bought credit for 10.00 and used 8.00 of it. */
async function prepaidTeam(providerId: string, taxMinor = 0n) {
  const team = await billedTeam(fakeClock(FEBRUARY));
  await buy(team, providerId, 1000n + taxMinor, taxMinor);
  await use([requestOf(team, { at: FEBRUARY, inputTokens: 800_000_000 })], FEBRUARY);
  return team;
}

const left = async (team: Awaited<ReturnType<typeof billedTeam>>) =>
  Number((await listCredit(team.as("owner"))).leftPico) / 1e10;

describe("refunds", () => {
  test("of credit take back what is left, in parts, once each; what was used is given away", async () => {
    const team = await prepaidTeam("pi_r1");
    const part = { providerId: "re_1", paymentId: "pi_r1", amountMinor: 150n };
    expect(await refund(team, part)).toBe(true);
    expect(await refund(team, part)).toBe(false);
    expect(await left(team)).toBe(50);
    await refund(team, { providerId: "re_2", paymentId: "pi_r1", amountMinor: 850n });
    expect(await left(team)).toBe(0);
    expect(await balance(team, "returned")).toBe(800);
    expect(await balance(team, "cash")).toBe(0);
    expect(await paymentsOf(team)).toMatchObject([
      { kind: "credit", refunded: 1000 },
      { id: "re_1" },
      { id: "re_2" },
    ]);
    expect(await logOf(team)).toContain("payment.refund");
    await expectBalanced(team);
  });

  test("of credit give back the tax in them", async () => {
    const team = await prepaidTeam("pi_r2", 190n);
    await refund(team, { providerId: "re_3", paymentId: "pi_r2", amountMinor: 119n });
    await refund(team, { providerId: "re_4", paymentId: "pi_r2", amountMinor: 1071n });
    expect(await balance(team, "tax")).toBe(0);
    expect(await balance(team, "cash")).toBe(0);
    await expectBalanced(team);
  });

  test("of an invoice are credit notes, with their tax", async () => {
    const team = await plannedTeam("in_r1");
    await settle(team, "in_r1", { state: "paid", payments: [{ providerId: "pi_r3", amountMinor: 3480n }] });
    await refund(team, { providerId: "re_5", paymentId: "pi_r3", amountMinor: 1740n });
    await refund(team, { providerId: "re_6", paymentId: "pi_r3", amountMinor: 1740n });
    expect(await invoicesOf(team)).toEqual([{ state: "paid", total: 3480, paid: 3480, credited: 3480 }]);
    expect(await balance(team, "tax")).toBe(0);
    expect(await balance(team, "returned")).toBe(2900);
    await expectBalanced(team);
  });

  test("that an operator's credit note announced are that one's", async () => {
    const team = await invoicedTeam(VAT);
    const invoiceId = team.invoice.id;
    await receive(team, { providerId: "pi_r4", amountMinor: 119n, paidFor: { kind: "invoice", invoiceId } });
    const note = { teamId: team.teamId, invoiceId, amountMinor: 119n, reason: "Sorry", operationId: "n" };
    await createCreditNote(at(NOON), operator(), { ...note, outcome: "refund" });
    await refund(team, { providerId: "re_7", paymentId: "pi_r4", amountMinor: 119n });
    expect(await paymentsOf(team)).toMatchObject([
      { id: "pi_r4", refunded: 119 },
      { id: "re_7", amount: 119 },
    ]);
    expect(await balance(team, "cash")).toBe(0);
    await expectBalanced(team);
  });

  test("that fail after all become credit; one that never was is nothing", async () => {
    const team = await prepaidTeam("pi_r5");
    const whole = { providerId: "re_8", paymentId: "pi_r5", amountMinor: 1000n };
    expect(await refund(team, { ...whole, state: "failed" })).toBe(false);
    await refund(team, whole);
    expect(await refund(team, { ...whole, state: "failed" })).toBe(true);
    expect(await refund(team, { ...whole, state: "failed" })).toBe(false);
    expect(await left(team)).toBe(1000);
    expect(await balance(team, "cash")).toBe(1000);
    await expectBalanced(team);
  });

  test("of a payment that nobody knows are refused", async () => {
    const team = await billedTeam();
    await expect(
      refund(team, { providerId: "re_9", paymentId: "pi_none", amountMinor: 1n }),
    ).rejects.toMatchObject({ code: "billing.no_such_payment" });
  });
});

describe("disputes", () => {
  test("freeze credit; won, it is there again", async () => {
    const team = await prepaidTeam("pi_d1");
    const one = { providerId: "du_1", paymentId: "pi_d1", amountMinor: 1000n };
    await dispute(team, { ...one, state: "open" });
    await dispute(team, { ...one, state: "open" });
    expect(await left(team)).toBe(0);
    expect(await balance(team, "cash")).toBe(0);
    await expectBalanced(team);
    await dispute(team, { ...one, state: "won" });
    await dispute(team, { ...one, state: "open" });
    expect(await left(team)).toBe(200);
    expect(await paymentsOf(team)).toMatchObject([{ state: "succeeded" }]);
    expect(await balance(team, "disputed")).toBe(0);
    await expectBalanced(team);
  });

  test("that are lost take back what is left of credit, and what was used is lost; in any order", async () => {
    const team = await prepaidTeam("pi_d2");
    const one = { providerId: "du_2", paymentId: "pi_d2", amountMinor: 1000n };
    await dispute(team, { ...one, state: "lost" });
    expect(await dispute(team, { ...one, state: "open" })).toBe(false);
    expect(await left(team)).toBe(0);
    expect(await balance(team, "bad_debt")).toBe(800);
    expect(await paymentsOf(team)).toMatchObject([{ state: "lost" }]);
    await expectBalanced(team);
  });

  test("that are won before anybody heard of them change nothing", async () => {
    const team = await prepaidTeam("pi_d3");
    const one = { providerId: "du_3", paymentId: "pi_d3", amountMinor: 1000n } as const;
    expect(await dispute(team, { ...one, state: "won" })).toBe(false);
    expect(await left(team)).toBe(200);
    await expectBalanced(team);
  });

  test.each([
    { state: "won", ends: { state: "paid", paid: 3480 }, badDebt: 0 },
    { state: "lost", ends: { state: "uncollectible", paid: 1740 }, badDebt: 1740 },
  ] as const)(
    "of a part of an invoice open it; $state it is $ends.state",
    async ({ state, ends, badDebt }) => {
      const providerId = `in_d_${state}`;
      const payment = { providerId: `pi_d_${state}`, amountMinor: 3480n };
      const team = await plannedTeam(providerId);
      await settle(team, providerId, { state: "paid", payments: [payment] });
      const one = { providerId: `du_d_${state}`, paymentId: payment.providerId, amountMinor: 1740n };
      await dispute(team, { ...one, state: "open" });
      // The provider goes on saying that it is paid.
      await settle(team, providerId, { state: "paid", payments: [payment] });
      expect(await invoicesOf(team)).toMatchObject([{ state: "open", paid: 1740 }]);
      await expectBalanced(team);
      await dispute(team, { ...one, state });
      await settle(team, providerId, { state: "paid", payments: [payment] });
      expect(await invoicesOf(team)).toMatchObject([ends]);
      expect(await balance(team, "bad_debt")).toBe(badDebt);
      await expectBalanced(team);
    },
  );

  test("after a refund are over the rest, and won it is paid as before", async () => {
    const team = await plannedTeam("in_d3");
    await settle(team, "in_d3", { state: "paid", payments: [{ providerId: "pi_d4", amountMinor: 3480n }] });
    await refund(team, { providerId: "re_d", paymentId: "pi_d4", amountMinor: 1480n });
    const one = { providerId: "du_4", paymentId: "pi_d4", amountMinor: 2000n };
    await dispute(team, { ...one, state: "open" });
    await expectBalanced(team);
    await dispute(team, { ...one, state: "won" });
    expect(await invoicesOf(team)).toEqual([{ state: "paid", total: 3480, paid: 3480, credited: 1480 }]);
    await expectBalanced(team);
  });
});

describe("the books name", () => {
  const differencesOf = async ({ teamId }: BilledTeam): Promise<Difference[]> => {
    for await (const { differences } of checkBooks(at(NOON), { teamId })) return differences;
    return [];
  };
  const CENT = 10n ** 10n;

  test("a payment and a refund that are not what the ledger booked", async () => {
    const team = await billedTeam();
    await buy(team, "pi_books", 2_000n);
    await refund(team, { providerId: "re_books", paymentId: "pi_books", amountMinor: 500n });
    await expectBalanced(team);
    await db.sql("UPDATE payments SET amount_minor = amount_minor + 1 WHERE team_id = $1", [team.teamId]);
    const payments = (await differencesOf(team)).filter(({ check }) => check === "payments");
    expect(payments).toEqual([
      { check: "payments", name: "pi_books", expectedPico: 2_001n * CENT, actualPico: 2_000n * CENT },
      { check: "payments", name: "re_books", expectedPico: -501n * CENT, actualPico: -500n * CENT },
    ]);
  });

  test("cash of a payment that is not there", async () => {
    const team = await billedTeam();
    await buy(team, "pi_lost", 700n);
    await db.sql("DELETE FROM payments WHERE team_id = $1", [team.teamId]);
    expect((await differencesOf(team)).filter(({ check }) => check === "payments")).toEqual([
      { check: "payments", name: "payment:pi_lost", expectedPico: 0n, actualPico: 700n * CENT },
    ]);
  });
});
