import { expect, test } from "vitest";
import { at, balance, billedTeam, logOf, operator } from "../billing.fixture.ts";
import { listCredit, markPaid } from "../index.ts";
import { invoicedTeam, VAT } from "../invoices/invoices.fixture.ts";
import {
  buy,
  expectBalanced,
  invoicesOf,
  NOON,
  paymentsOf,
  plannedTeam,
  receive,
  settle,
} from "./payments.fixture.ts";

test("credit that is bought is there once, however often and at once it is told, without the tax in it", async () => {
  const team = await billedTeam();
  const told = await Promise.all([1, 2, 3, 4].map(() => buy(team, "pi_once", 1190n, 190n)));
  expect(told.filter(Boolean)).toHaveLength(1);
  const { grants } = await listCredit(team.as("owner"));
  expect(grants).toMatchObject([{ kind: "paid", name: "Credit", amountPico: 10n * 10n ** 12n }]);
  expect(await balance(team, "cash")).toBe(1190);
  expect(await balance(team, "tax")).toBe(-190);
  expect(await logOf(team)).toContain("payment.receive");
  await expectBalanced(team);
});

test("money in another currency than the team's is refused", async () => {
  const team = await billedTeam();
  const paidFor = { kind: "credit", name: "Credit" } as const;
  await expect(
    receive(team, { providerId: "pi_eur", amountMinor: 5n, currency: "EUR", paidFor }),
  ).rejects.toMatchObject({ code: "billing.other_currency" });
  expect(await paymentsOf(team)).toEqual([]);
});

test("an invoice is paid by what comes for it; what comes again, or after an operator settled it, becomes credit", async () => {
  const team = await invoicedTeam(VAT);
  const paidFor = { kind: "invoice", invoiceId: team.invoice.id } as const;
  expect(await receive(team, { providerId: "pi_a", amountMinor: 119n, paidFor })).toBe(true);
  expect(await receive(team, { providerId: "pi_a", amountMinor: 119n, paidFor })).toBe(false);
  expect(await invoicesOf(team)).toEqual([{ state: "paid", total: 119, paid: 119, credited: 0 }]);
  await receive(team, { providerId: "pi_b", amountMinor: 119n, paidFor });
  expect((await listCredit(team.as("owner"))).grants).toMatchObject([{ amountPico: 1_190_000_000_000n }]);
  await expectBalanced(team);
});

test("a part of what is owed leaves the rest owed, which an operator may settle", async () => {
  const team = await invoicedTeam(VAT);
  const paidFor = { kind: "invoice", invoiceId: team.invoice.id } as const;
  await receive(team, { providerId: "pi_part", amountMinor: 19n, paidFor });
  expect(await invoicesOf(team)).toEqual([{ state: "open", total: 119, paid: 19, credited: 0 }]);
  await expectBalanced(team);
  const which = { teamId: team.teamId, id: team.invoice.id };
  await markPaid(at(NOON), operator(), { ...which, note: "By transfer" });
  expect(await paymentsOf(team)).toMatchObject([{ amount: 19 }, { amount: 100 }]);
  expect(await balance(team, "cash")).toBe(119);
  await expectBalanced(team);
});

test("what a provider charged for a plan is an invoice with its tax, once, which closes no period", async () => {
  const team = await plannedTeam("in_plan");
  await plannedTeam("in_plan", team);
  expect(await invoicesOf(team)).toEqual([{ state: "open", total: 3480, paid: 0, credited: 0 }]);
  await expectBalanced(team);
  await settle(team, "in_plan", { state: "paid", payments: [{ providerId: "pi_plan", amountMinor: 3480n }] });
  await settle(team, "in_plan", { state: "open" });
  expect(await invoicesOf(team)).toEqual([{ state: "paid", total: 3480, paid: 3480, credited: 0 }]);
  expect(await balance(team, "revenue")).toBe(-2900);
  await expectBalanced(team);
});

test("what the provider carries from one invoice to the next stands in the books until it is paid", async () => {
  const team = await plannedTeam("in_small");
  await settle(team, "in_small", { state: "paid" });
  expect(await balance(team, "balance")).toBe(3480);
  await expectBalanced(team);
  await plannedTeam("in_next", team);
  await settle(team, "in_next", { state: "paid", payments: [{ providerId: "pi_both", amountMinor: 6960n }] });
  expect(await balance(team, "balance")).toBe(0);
  expect(await balance(team, "cash")).toBe(6960);
  await expectBalanced(team);
});

test.each(["void", "uncollectible"] as const)(
  "an invoice that is %s at the provider is so here",
  async (state) => {
    const team = await plannedTeam(`in_${state}`);
    await settle(team, `in_${state}`, { state });
    await settle(team, `in_${state}`, { state });
    expect(await invoicesOf(team)).toEqual([{ state, total: 3480, paid: 0, credited: 0 }]);
    await expectBalanced(team);
  },
);

test("an invoice that nobody expected any more may be paid after all", async () => {
  const team = await plannedTeam("in_late");
  await settle(team, "in_late", { state: "uncollectible" });
  await settle(team, "in_late", { state: "paid", payments: [{ providerId: "pi_late", amountMinor: 3480n }] });
  expect(await balance(team, "bad_debt")).toBe(0);
  expect(await invoicesOf(team)).toMatchObject([{ state: "paid" }]);
  await expectBalanced(team);
});
