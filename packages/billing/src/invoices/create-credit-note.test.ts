import { newId } from "@millrace/kernel";
import { describe, expect, test } from "vitest";
import { at, balance, db, FEBRUARY, logOf, operator } from "../billing.fixture.ts";
import { type CreditNoteOutcome, createCreditNote, listCredit, markPaid, voidInvoice } from "../index.ts";
import { type InvoicedTeam, invoicedTeam, reread, VAT } from "./invoices.fixture.ts";

const ctx = at(FEBRUARY);

function note(
  team: InvoicedTeam,
  outcome: CreditNoteOutcome,
  amountMinor: bigint,
  operationId: string = newId(),
) {
  const { teamId, invoice } = team;
  return createCreditNote(ctx, operator(), {
    ...{ teamId, invoiceId: invoice.id, amountMinor, reason: "slow answers", outcome, operationId },
  });
}

async function paidTeam() {
  const team = await invoicedTeam(VAT);
  await markPaid(ctx, operator(), { teamId: team.teamId, id: team.invoice.id, note: "cash" });
  return team;
}

const tooHigh = { kind: "conflict", code: "billing.credit_note_too_high" };

describe("a credit note", () => {
  test("takes from what is owed, tax and all; where nothing is left, the invoice is paid", async () => {
    const team = await invoicedTeam(VAT);
    expect(await note(team, "owed", 40n)).toMatchObject({ number: expect.stringMatching(/^CN-\d{6}$/) });
    expect((await reread(team)).invoice).toMatchObject({ state: "open", creditedMinor: 40n });
    expect(await balance(team, "due")).toBe(79);
    await expect(note(team, "owed", 80n)).rejects.toMatchObject(tooHigh);
    await expect(note(team, "refund", 1n)).rejects.toMatchObject(tooHigh);
    await note(team, "owed", 79n);
    const { invoice, creditNotes } = await reread(team);
    expect(invoice).toMatchObject({ state: "paid", creditedMinor: 119n, paidMinor: 0n });
    expect(creditNotes.map(({ amountMinor, outcome }) => [amountMinor, outcome])).toEqual([
      [40n, "owed"],
      [79n, "owed"],
    ]);
    expect(await balance(team, "due")).toBe(0);
    expect(await balance(team, "tax")).toBe(0);
    expect(await logOf(team)).toEqual(["invoice.close", "credit_note.create", "credit_note.create"]);
  });

  test("pays back what was paid, and no more", async () => {
    const team = await paidTeam();
    await note(team, "refund", 19n);
    await expect(note(team, "refund", 101n)).rejects.toMatchObject(tooHigh);
    expect(await balance(team, "cash")).toBe(100);
    const refunds = await db.sql("SELECT amount_minor FROM payments WHERE team_id = $1 AND kind = 'refund'", [
      team.teamId,
    ]);
    expect(refunds).toEqual([{ amount_minor: "19" }]);
  });

  test("becomes credit, which the team can use", async () => {
    const team = await paidTeam();
    const { number } = await note(team, "credit", 50n);
    const { grants } = await listCredit(team.as("owner"));
    expect(grants).toMatchObject([{ kind: "paid", name: number, amountPico: 5n * 10n ** 11n, usedPico: 0n }]);
    expect(await balance(team, "credit")).toBe(-50);
  });

  test("on a voided invoice there is none; on one that is voided later it stays", async () => {
    const team = await invoicedTeam(VAT);
    await note(team, "owed", 19n);
    await voidInvoice(ctx, operator(), { teamId: team.teamId, id: team.invoice.id, reason: "x" });
    for (const account of ["due", "tax"]) expect(await balance(team, account)).toBe(0);
    for (const outcome of ["owed", "refund", "credit"] as const)
      await expect(note(team, outcome, 1n)).rejects.toMatchObject(tooHigh);
  });

  test("asked for twice is one", async () => {
    const team = await invoicedTeam(VAT);
    const operationId = newId();
    const [first, second] = await Promise.all([1, 2].map(() => note(team, "owed", 10n, operationId)));
    expect(second).toEqual(first);
    expect((await reread(team)).invoice).toMatchObject({ creditedMinor: 10n });
    expect(await logOf(team)).toEqual(["invoice.close", "credit_note.create"]);
  });

  test("two at once never take back more than there is", async () => {
    const team = await invoicedTeam(VAT);
    const answers = await Promise.allSettled([1, 2, 3].map(() => note(team, "owed", 60n)));
    expect(answers.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected", "rejected"]);
  });

  test("is written by operators, for a team's own invoice, for something", async () => {
    const [team, other] = [await invoicedTeam(VAT), await invoicedTeam(VAT)];
    const wanted = {
      ...{
        teamId: team.teamId,
        invoiceId: team.invoice.id,
        amountMinor: 1n,
        reason: "x",
        outcome: "owed" as const,
      },
      operationId: newId(),
    };
    await expect(createCreditNote(ctx, operator({ isOperator: false }), wanted)).rejects.toMatchObject({
      code: "teams.no_such_page",
    });
    for (const invoiceId of [other.invoice.id, newId()])
      await expect(createCreditNote(ctx, operator(), { ...wanted, invoiceId })).rejects.toMatchObject({
        code: "billing.no_such_invoice",
      });
    for (const amountMinor of [0n, -1n])
      await expect(createCreditNote(ctx, operator(), { ...wanted, amountMinor })).rejects.toMatchObject({
        code: "billing.credit_note_invalid",
      });
    expect(await logOf(team)).toEqual(["invoice.close"]);
  });
});
