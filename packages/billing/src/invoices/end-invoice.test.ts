import { newId } from "@millrace/kernel";
import { describe, expect, test } from "vitest";
import { at, balance, db, FEBRUARY, logOf, operator } from "../billing.fixture.ts";
import { listAllInvoices, markPaid, voidInvoice, writeOffInvoice } from "../index.ts";
import { type InvoicedTeam, invoicedTeam, reread, VAT } from "./invoices.fixture.ts";

const ctx = at(FEBRUARY);
const which = ({ teamId, invoice }: InvoicedTeam) => ({ teamId, id: invoice.id });
const paid = (team: InvoicedTeam) => markPaid(ctx, operator(), { ...which(team), note: "bank transfer 7" });
const voided = (team: InvoicedTeam) =>
  voidInvoice(ctx, operator(), { ...which(team), reason: "our mistake" });
const writtenOff = (team: InvoicedTeam) =>
  writeOffInvoice(ctx, operator(), { ...which(team), reason: "gone" });
const balances = async (team: InvoicedTeam, ...accounts: string[]) =>
  Promise.all(accounts.map((account) => balance(team, account)));

describe("an open invoice", () => {
  test("is paid, in the operator's words, with a payment and in the books", async () => {
    const team = await invoicedTeam(VAT);
    await paid(team);
    expect((await reread(team)).invoice).toMatchObject({ state: "paid", paidMinor: 119n, paidAt: FEBRUARY });
    expect(await balances(team, "due", "cash", "tax")).toEqual([0, 119, -19]);
    expect(
      await db.sql("SELECT kind, provider, state, amount_minor, note FROM payments WHERE team_id = $1", [
        team.teamId,
      ]),
    ).toEqual([
      { kind: "invoice", provider: "none", state: "succeeded", amount_minor: "119", note: "bank transfer 7" },
    ]);
    expect(await logOf(team)).toEqual(["invoice.close", "invoice.mark_paid"]);
  });

  test("is voided: nothing is owed, not even tax, and its number stays", async () => {
    const team = await invoicedTeam(VAT);
    await voided(team);
    expect((await reread(team)).invoice).toMatchObject({
      state: "void",
      number: team.invoice.number,
      voidedAt: FEBRUARY,
    });
    expect(await balances(team, "due", "returned", "tax")).toEqual([0, 100, 0]);
    expect(await logOf(team)).toEqual(["invoice.close", "invoice.void"]);
  });

  test("is given up as uncollectible, and may yet be paid or voided", async () => {
    const [one, other] = [await invoicedTeam(VAT), await invoicedTeam(VAT)];
    for (const team of [one, other]) {
      await writtenOff(team);
      expect((await reread(team)).invoice).toMatchObject({ state: "uncollectible" });
      expect(await balances(team, "due", "bad_debt")).toEqual([0, 119]);
    }
    await paid(one);
    await voided(other);
    expect(await balances(one, "cash", "bad_debt")).toEqual([119, 0]);
    expect(await balances(other, "returned", "tax", "bad_debt")).toEqual([100, 0, 0]);
  });

  test("ends once, whoever else is at it", async () => {
    const team = await invoicedTeam();
    const answers = await Promise.allSettled([paid(team), voided(team), paid(team), voided(team)]);
    expect(answers.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
    for (const answer of answers)
      if (answer.status === "rejected")
        expect(answer.reason).toMatchObject({ code: "billing.invoice_state" });
    expect(await logOf(team)).toHaveLength(2);
    expect(await balance(team, "due")).toBe(0);
  });

  test("is listed for operators as owed until it has ended", async () => {
    const team = await invoicedTeam();
    const listed = async () => {
      const { owed, settled } = await listAllInvoices(ctx, operator());
      const isThis = ({ id }: { id: string }) => id === team.invoice.id;
      return [owed.some(isThis), settled.some(isThis)];
    };
    expect(await listed()).toEqual([true, false]);
    await paid(team);
    expect(await listed()).toEqual([false, true]);
  });
});

describe("nobody but an operator", () => {
  test("ends an invoice, or learns that it is there", async () => {
    const team = await invoicedTeam();
    const nobody = operator({ isOperator: false });
    const nothing = { kind: "not_found", code: "teams.no_such_page" };
    await expect(markPaid(ctx, nobody, { ...which(team), note: "x" })).rejects.toMatchObject(nothing);
    await expect(voidInvoice(ctx, nobody, { ...which(team), reason: "x" })).rejects.toMatchObject(nothing);
    await expect(writeOffInvoice(ctx, nobody, { ...which(team), reason: "x" })).rejects.toMatchObject(
      nothing,
    );
    await expect(listAllInvoices(ctx, nobody)).rejects.toMatchObject(nothing);
    expect(await logOf(team)).toEqual(["invoice.close"]);
  });

  test("an invoice of another team is none, and neither is one that is not there", async () => {
    const [team, other] = [await invoicedTeam(), await invoicedTeam()];
    for (const id of [other.invoice.id, newId()])
      await expect(markPaid(ctx, operator(), { teamId: team.teamId, id, note: "x" })).rejects.toMatchObject({
        code: "billing.no_such_invoice",
      });
    await expect(markPaid(ctx, operator(), { ...which(team), note: " " })).rejects.toMatchObject({
      code: "billing.payment_invalid",
    });
  });
});
