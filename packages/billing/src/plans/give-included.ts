import type { SystemTx } from "@millrace/db";
import { newId, type Period, periodOf } from "@millrace/kernel";
import { loadPlans } from "@millrace/prices";
import { bookGrant } from "../credits/book-grant.ts";
import type { CreditGrant } from "../credits/credit-grant.ts";
import { addToUsed, findCurrency, findGrantOf } from "../credits/store.ts";
import { findClosedUntil, insertEntries, lockPeriods } from "../ledger/store.ts";
import { drawCredit } from "../rules/draw-credit.ts";
import { type Inclusion, includedCredit } from "../rules/included-credit.ts";
import { laterOf, planParts } from "../rules/plan-parts.ts";
import { findPhases, findSubscription, sumUncovered } from "./store.ts";

/** Months that nobody closed are looked back for at most. */
const MONTHS_MAX = 24;
const UNGIVEN = new Set(["unpaid", "paused", "incomplete"]);

/**
 * Gives a team the credit that came with its plans until now in months that are not closed, once each. What was used since
 * the credit took effect and nothing paid for is paid from it, as if it had been there at once.
 */
export async function giveIncluded(tx: SystemTx, teamId: string, now: Date): Promise<void> {
  const subscription = await findSubscription(tx, teamId);
  if (subscription !== null && UNGIVEN.has(subscription.state)) return;
  const inclusions = await findUngiven(tx, teamId, now);
  if (inclusions.length === 0) return;
  // What is being charged meanwhile would see neither this credit nor be seen by it.
  await lockPeriods(tx, teamId);
  for (const inclusion of inclusions) await give(tx, { teamId, inclusion, now });
}

async function findUngiven(tx: SystemTx, teamId: string, now: Date): Promise<Inclusion[]> {
  const closedUntil = (await findClosedUntil(tx, [teamId])).get(teamId) ?? null;
  const thisMonth = periodOf(now);
  const earliest = monthsBefore(thisMonth.start, MONTHS_MAX);
  const from = laterOf(closedUntil ?? earliest, earliest);
  const begun = new Date(now.getTime() + 1);
  const phases = await findPhases(tx, { teamId, from, to: begun });
  if (phases.length === 0) return [];
  const currency = await findCurrency(tx, teamId);
  const versions = await loadPlans(tx);
  const ungiven: Inclusion[] = [];
  for (let month = periodOf(from); month.start <= thisMonth.start; month = periodOf(month.end))
    for (const inclusion of includedCredit(planParts(phases, { period: month, versions, currency }), month))
      if ((await findGrantOf(tx, teamId, operationOf(inclusion))) === null) ungiven.push(inclusion);
  return ungiven;
}

function monthsBefore(start: Date, months: number): Date {
  return new Date(Date.UTC(start.getUTCFullYear(), start.getUTCMonth() - months, 1));
}

function operationOf({ subscriptionId, start }: Inclusion): string {
  return `plan:${subscriptionId}:${start.toISOString().slice(0, 7)}:${start.getTime()}`;
}

type Giving = { teamId: string; inclusion: Inclusion; now: Date };

async function give(tx: SystemTx, { teamId, inclusion, now }: Giving): Promise<void> {
  const { title, amountPico, start, end } = inclusion;
  const { grant, isNew } = await bookGrant(tx, {
    ...{ teamId, kind: "promotional", name: title, priority: 0, amountPico },
    currency: await findCurrency(tx, teamId),
    ...{ effectiveAt: start, expiresAt: end, operationId: operationOf(inclusion) },
    ...{ createdBy: null, createdAt: now },
  });
  if (isNew) await payFrom(tx, { teamId, grant, span: { start, end } });
}

type Paying = { teamId: string; grant: CreditGrant; span: Period };

async function payFrom(tx: SystemTx, { teamId, grant, span }: Paying): Promise<void> {
  const uncoveredPico = await sumUncovered(tx, { teamId, span, monthStart: periodOf(span.start).start });
  const draws = drawCredit([{ ...grant, leftPico: grant.amountPico }], {
    amountPico: uncoveredPico,
    at: span.start,
  });
  await addToUsed(
    tx,
    draws.map((draw) => ({ ...draw, teamId })),
  );
  await insertEntries(
    tx,
    draws.map(({ amountPico }) => ({
      ...{ teamId, id: newId(), at: span.start, kind: "draw", currency: grant.currency },
      ...{ debit: "credit", credit: "receivable", amountPico },
      ...{ operationId: `draw:grant:${grant.id}`, grantId: grant.id, invoiceId: null },
    })),
  );
}
