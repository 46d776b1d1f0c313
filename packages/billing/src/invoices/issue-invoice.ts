import { recordAudit } from "@millrace/audit";
import type { SystemContext, SystemTx } from "@millrace/db";
import { Fault, systemActor } from "@millrace/kernel";
import { insertEntries } from "../ledger/store.ts";
import { sumLines } from "../rules/bill-lines.ts";
import { adjustmentMovements, closingMovements } from "../rules/invoice-movements.ts";
import { formatMinor, minorToPico } from "../rules/round.ts";
import type { TaxRate } from "../rules/tax.ts";
import { inSnapshot } from "../store.ts";
import { type Bill, billPeriod } from "./bill-period.ts";
import type { Collector, Completion } from "./collector.ts";
import { entriesOf } from "./entries-of.ts";
import { giveBack } from "./give-back.ts";
import { takeNumber } from "./store.ts";
import {
  type ClosedPeriod,
  closeDraft,
  findDraft,
  insertLines,
  lockDraft,
  type NewLine,
} from "./store-closing.ts";

const DUE_AFTER_MS = 14 * 86_400_000;
/** What an invoice adds to charges, or takes off them; each kind of line is an entry of its own. */
const ADJUSTING = ["discount", "plan", "minimum"] as const;

export type ClosedInvoice = { teamId: string; id: string; number: string; total: string; currency: string };

type Issuing = SystemContext & { taxRates: readonly TaxRate[]; collector?: Collector | undefined };
type Draft = { teamId: string; id: string };

/**
 * Writes a draft's lines and gives it its number: in one transaction, so that no number is lost, after whoever collects has
 * completed it. Null: somebody else did, or it is too early to collect. Fault `internal` `billing.provider_differs`.
 */
export async function issueInvoice(ctx: Issuing, draft: Draft): Promise<ClosedInvoice | null> {
  const { database, taxRates: rates } = ctx;
  const completion = await complete(ctx, draft);
  if (completion === "later") return null;
  return database.inSystem(async (tx) => {
    const closed = await lockDraft(tx, draft.teamId, draft.id);
    if (closed === null) return null;
    const bill = await billPeriod(tx, { ...closed, rates, completion });
    if (completion !== null && bill.totals.totalMinor !== completion.totalMinor)
      throw providerDiffers(bill, completion);
    return write(tx, ctx, { closed, bill, completion });
  });
}

/** Asks whoever collects, outside of any transaction. */
async function complete(
  { database, taxRates: rates, collector }: Issuing,
  { teamId, id }: Draft,
): Promise<Completion | "later" | null> {
  if (collector === undefined) return null;
  const known = await inSnapshot(database, async (tx) => {
    const draft = await findDraft(tx, teamId, id);
    return draft && { draft, bill: await billPeriod(tx, { ...draft, rates, completion: null }) };
  });
  if (known === null) return "later";
  const { period, currency } = known.draft;
  const { netMinor, carriedMinor } = known.bill;
  return collector.complete({ teamId, id, period, currency, netMinor, carriedMinor });
}

type Written = { closed: ClosedPeriod; bill: Bill; completion: Completion | null };

async function write(
  tx: SystemTx,
  { clock }: Pick<SystemContext, "clock">,
  { closed, bill, completion }: Written,
): Promise<ClosedInvoice> {
  const { teamId, id, currency, period } = closed;
  const { lines, totals, backPico } = bill;
  const { taxes, subtotalPico, ...minor } = totals;
  await insertLines(tx, closed, [...lines, ...taxes.map((tax) => taxLine(tax, currency))]);
  const now = clock.now();
  await book(tx, { closed, bill, now });
  const number = `MR-${String(await takeNumber(tx, "invoice")).padStart(6, "0")}`;
  await giveBack(tx, { teamId, period, id, number, currency, backPico, now });
  const isOwed = totals.totalMinor !== 0n;
  await closeDraft(tx, closed, {
    ...minor,
    number,
    subtotalPico: subtotalPico.toString(),
    state: isOwed ? "open" : "paid",
    closedAt: now,
    dueAt: new Date(now.getTime() + DUE_AFTER_MS),
    paidAt: isOwed ? null : now,
    provider: completion === null ? "none" : "stripe",
    providerId: completion?.providerId ?? null,
  });
  const total = formatMinor(totals.totalMinor, currency);
  await recordAudit(
    tx,
    { clock, actor: systemActor(teamId) },
    {
      verb: "invoice.close",
      subjectType: "invoice",
      subjectId: id,
      after: { number, total, currency, period: period.start.toISOString().slice(0, 7) },
    },
  );
  return { teamId, id, number, total, currency };
}

type Booking = { closed: ClosedPeriod; bill: Bill; now: Date };

/** What is not as it was charged, and then all of it from what was used to what is due. */
async function book(tx: SystemTx, { closed, bill, now }: Booking): Promise<void> {
  const { teamId, id, currency } = closed;
  const { lines, totals, creditPico } = bill;
  const made = { teamId, invoiceId: id, at: now, currency };
  const adjustments = ADJUSTING.flatMap((kind) => {
    const { amountPico } = sumLines(lines.filter((line) => line.kind === kind));
    return entriesOf(adjustmentMovements(amountPico), { ...made, operation: `invoice:${id}:${kind}` });
  });
  const closing = closingMovements({ ...totals, currency, creditPico });
  await insertEntries(tx, [...adjustments, ...entriesOf(closing, { ...made, operation: `invoice:${id}` })]);
}

function taxLine(
  { description, amountMinor }: { description: string; amountMinor: bigint },
  currency: string,
): NewLine {
  return {
    kind: "tax",
    description,
    quantity: 1n,
    amountPico: minorToPico(amountMinor, currency),
    amountMinor,
  };
}

function providerDiffers({ totals, netMinor }: Bill, { providerId, totalMinor }: Completion): Fault {
  return new Fault({
    kind: "internal",
    code: "billing.provider_differs",
    message: "An invoice is not what its payment provider has, so that it was not closed.",
    internal: `${providerId}: ours ${totals.totalMinor}, usage ${netMinor}, theirs ${totalMinor}`,
  });
}
