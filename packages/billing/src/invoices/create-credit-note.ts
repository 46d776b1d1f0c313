import { recordAudit } from "@millrace/audit";
import type { SystemContext, SystemTx } from "@millrace/db";
import { type Actor, Fault, newId, parseInput } from "@millrace/kernel";
import type { Session } from "@millrace/people";
import { operatorActor, requireOperator } from "@millrace/teams";
import { z } from "zod";
import { addGrant } from "../credits/book-grant.ts";
import { noSuchInvoice } from "../faults.ts";
import type { LedgerAccount } from "../ledger/entry.ts";
import { insertEntries } from "../ledger/store.ts";
import { type CreditNoteOutcome, creditNoteRoom, OUTCOMES } from "../rules/credit-note-room.ts";
import { minorUnit } from "../rules/currency.ts";
import { returnMovements } from "../rules/invoice-movements.ts";
import { formatMinor, minorToPico } from "../rules/round.ts";
import { taxIn } from "../rules/tax.ts";
import { entriesOf } from "./entries-of.ts";
import type { CreditNote, Invoice } from "./invoice.ts";
import {
  findCreditNoteOf,
  insertCreditNote,
  insertPayment,
  lockInvoice,
  saveInvoice,
  takeNumber,
} from "./store.ts";

const inputSchema = z.object({
  teamId: z.uuid(),
  invoiceId: z.uuid(),
  amountMinor: z.bigint().positive(),
  reason: z.string().trim().min(1).max(200),
  outcome: z.enum(OUTCOMES),
  /** What asks for it: the same operation twice is one credit note. */
  operationId: z.string().min(1).max(200),
});

type Made = { note: CreditNote; invoice: Invoice; actor: Actor; now: Date };

const CREDITED: Readonly<Record<CreditNoteOutcome, LedgerAccount>> = {
  refund: "cash",
  credit: "credit",
  owed: "due",
};

/**
 * Takes back some or all of an invoice, tax and all: of an open one less is owed, of a paid one money goes back (outside of
 * Millrace) or becomes credit. An open invoice of which nothing is left is paid. For operators. Fault `invalid`
 * `billing.credit_note_invalid`, `not_found` `billing.no_such_invoice`, `conflict` `billing.credit_note_too_high`.
 */
export async function createCreditNote(
  { database, clock }: SystemContext,
  session: Session,
  input: z.input<typeof inputSchema>,
): Promise<CreditNote> {
  const wanted = parseInput(inputSchema, input, "billing.credit_note_invalid");
  requireOperator(session);
  const { teamId, invoiceId, amountMinor, reason, outcome, operationId } = wanted;
  const actor = operatorActor(session, teamId);
  return database.inSystem(async (tx) => {
    const invoice = await lockInvoice(tx, teamId, invoiceId);
    if (invoice === null) throw noSuchInvoice();
    const known = await findCreditNoteOf(tx, teamId, operationId);
    if (known !== null) return known;
    const { currency } = invoice;
    if (amountMinor % minorUnit(currency).stepMinor !== 0n) throw notPayable(currency);
    const roomMinor = creditNoteRoom(invoice, outcome);
    if (amountMinor > roomMinor) throw tooHigh(invoice, outcome, roomMinor);
    const now = clock.now();
    const number = `CN-${String(await takeNumber(tx, "credit_note")).padStart(6, "0")}`;
    const note = { id: newId(), number, invoiceId, amountMinor, currency, reason, outcome, createdAt: now };
    await insertCreditNote(tx, { ...note, teamId, operationId, createdBy: actor.personId });
    await saveCredited(tx, invoice, { amountMinor, now });
    await book(tx, { note, invoice, actor, now });
    const after = {
      number,
      invoice: invoice.number,
      amount: formatMinor(amountMinor, currency),
      outcome,
      reason,
    };
    await recordAudit(
      tx,
      { clock, actor },
      { verb: "credit_note.create", subjectType: "credit_note", subjectId: note.id, after },
    );
    return note;
  });
}

async function saveCredited(
  tx: SystemTx,
  invoice: Invoice,
  { amountMinor, now }: { amountMinor: bigint; now: Date },
): Promise<void> {
  const creditedMinor = invoice.creditedMinor + amountMinor;
  const isOver = invoice.state === "open" && creditedMinor + invoice.paidMinor === invoice.totalMinor;
  await saveInvoice(tx, invoice, { creditedMinor, ...(isOver && { state: "paid" as const, paidAt: now }) });
}

async function book(tx: SystemTx, { note, invoice, actor, now }: Made): Promise<void> {
  const { id, number, amountMinor, currency, outcome, reason } = note;
  const { teamId, id: invoiceId, creditedMinor } = invoice;
  const made = { teamId, operationId: `credit_note:${id}`, createdBy: actor.personId, createdAt: now };
  // Of all that was taken back so far, so that the parts of a whole take back all of its tax.
  const taxMinor = taxIn(creditedMinor + amountMinor, invoice) - taxIn(creditedMinor, invoice);
  const movements = returnMovements({
    ...{ kind: "credit_note", currency, amountMinor, taxMinor },
    to: CREDITED[outcome],
  });
  const entries = { teamId, invoiceId, at: now, currency, operation: `credit_note:${id}` };
  switch (outcome) {
    case "owed":
      return insertEntries(tx, entriesOf(movements, entries));
    case "refund":
      await insertEntries(tx, entriesOf(movements, entries));
      return insertPayment(tx, {
        ...made,
        ...{ id: newId(), kind: "refund", invoiceId, amountMinor, currency, note: reason },
      });
    case "credit": {
      const { grant } = await addGrant(tx, {
        ...made,
        ...{ kind: "paid", name: number, priority: 50, currency, effectiveAt: now, expiresAt: null },
        amountPico: minorToPico(amountMinor, currency),
      });
      return insertEntries(tx, entriesOf(movements, { ...entries, grantId: grant.id }));
    }
  }
}

function notPayable(currency: string): Fault {
  return new Fault({
    kind: "invalid",
    code: "billing.credit_note_invalid",
    message: `There is no such amount of ${currency}.`,
    param: "amountMinor",
  });
}

function tooHigh({ state, currency }: Invoice, outcome: CreditNoteOutcome, roomMinor: bigint): Fault {
  return new Fault({
    kind: "conflict",
    code: "billing.credit_note_too_high",
    message: `Of an invoice that is ${state}, ${formatMinor(roomMinor, currency)} ${currency} can be taken back as ${outcome}.`,
    param: "amountMinor",
  });
}
