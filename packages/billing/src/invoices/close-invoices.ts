import type { SystemContext } from "@millrace/db";
import { atOnce, newId, periodOf } from "@millrace/kernel";
import { lockPeriods } from "../ledger/store.ts";
import { rollOver } from "../plans/roll-over.ts";
import { closableBefore } from "../rules/posted-at.ts";
import type { TaxRate } from "../rules/tax.ts";
import type { Collector } from "./collector.ts";
import { type ClosedInvoice, issueInvoice } from "./issue-invoice.ts";
import { findClosingTeam, findDrafts, findUnclosed, insertDraft } from "./store-closing.ts";

/** What one round does at most; what is left waits for the next. */
const INVOICES_A_ROUND = 500;
/** Teams that are closed at the same time. */
const TEAMS_AT_ONCE = 4;

export type ClosingRound = {
  closed: ClosedInvoice[];
  /** What could not be closed, and stays as it is until somebody has looked or the next round succeeds. */
  failed: { teamId: string; error: unknown }[];
};

/**
 * Closes the finished months (UTC) of all teams that used something or had a plan in them, two hours after their end: first the period,
 * so that the ledger books what comes late in the next one, then its invoice, which nothing can change any more. A round that
 * dies in between is taken up by the next one; rounds at once do not disturb each other.
 */
export async function closeInvoices(
  ctx: SystemContext & { taxRates: readonly TaxRate[]; collector?: Collector },
): Promise<ClosingRound> {
  const { database, clock } = ctx;
  const round: ClosingRound = { closed: [], failed: [] };
  const attempt = async (teamId: string, work: () => Promise<void>) => {
    try {
      await work();
    } catch (error) {
      round.failed.push({ teamId, error });
    }
  };
  const before = closableBefore(clock.now());
  const unclosed = await database.oneInSystem((tx) => findUnclosed(tx, { before, limit: INVOICES_A_ROUND }));
  await atOnce(TEAMS_AT_ONCE, unclosed, ({ teamId }) =>
    attempt(teamId, () => closePeriod(ctx, teamId, before)),
  );
  const drafts = await database.oneInSystem((tx) => findDrafts(tx, INVOICES_A_ROUND));
  const issue = async (draft: (typeof drafts)[number]) => {
    const invoice = await issueInvoice(ctx, draft);
    if (invoice !== null) round.closed.push(invoice);
  };
  await atOnce(TEAMS_AT_ONCE, [...Map.groupBy(drafts, ({ teamId }) => teamId)], async ([teamId, ofTeam]) => {
    for (const draft of ofTeam) await attempt(teamId, () => issue(draft));
  });
  return round;
}

/** Short, since whoever stores usage of the team waits for it. */
async function closePeriod({ database, clock }: SystemContext, teamId: string, before: Date): Promise<void> {
  await database.inSystem(async (tx) => {
    // What a plan was in the period, and its credit, is settled before the period is.
    await rollOver(tx, teamId, { clock });
    await lockPeriods(tx, teamId);
    const [unclosed] = await findUnclosed(tx, { before, limit: 1, teamId });
    if (unclosed === undefined) return;
    const period = periodOf(unclosed.firstAt);
    const team = await findClosingTeam(tx, teamId);
    if (team === null) return;
    const { currency, ...billTo } = team;
    await insertDraft(tx, period, { id: newId(), teamId, currency, billTo, createdAt: clock.now() });
  });
}
