import type { Context, Database, SystemContext, SystemTx } from "@millrace/db";
import type { Session } from "@millrace/people";
import { requireOperator, requirePermission } from "@millrace/teams";
import { noSuchTeam } from "../faults.ts";
import { LEDGER_ACCOUNTS } from "../ledger/entry.ts";
import { accountPairs, chainOf, differencesIn } from "../rules/compare-books.ts";
import { minorToPico } from "../rules/round.ts";
import { inSnapshot } from "../store.ts";
import {
  type BookedTeam,
  findTeams,
  type MinorPair,
  sumAccounts,
  sumBooks,
  sumOwed,
  unchargedUsage,
  unlikeAdjustments,
  unlikeCharges,
  unlikeCounters,
  unlikeGrants,
  unlikeInvoices,
  unlikePayments,
  unlikeReadings,
  unlikeTotals,
} from "./store.ts";
import type { Difference, TeamBooks } from "./team-books.ts";

const TEAMS_AT_ONCE = 100;
/** What an operator's page shows. */
const TEAMS_SHOWN_MAX = 1_000;

/**
 * Proves, team by team, that usage, ledger, invoices, counters and credit say the same, and names what does not. Each team as
 * of one moment, so that usage may go on meanwhile. Of one team or of all.
 */
export async function* checkBooks(
  { database }: Pick<SystemContext, "database">,
  { teamId = null }: { teamId?: string | null } = {},
): AsyncGenerator<TeamBooks> {
  let after: string | null = null;
  for (;;) {
    const page: BookedTeam[] = await database.inSystem((tx) =>
      findTeams(tx, { teamId, after, limit: TEAMS_AT_ONCE }),
    );
    for (const team of page) yield await checkTeam(database, team);
    const last = page.at(-1);
    if (teamId !== null || last === undefined || page.length < TEAMS_AT_ONCE) return;
    after = last.teamId;
  }
}

/** The proof for a team, for its own people. */
export async function proveBooks(ctx: Context): Promise<TeamBooks> {
  requirePermission(ctx.actor, "billing.read");
  for await (const books of checkBooks(ctx, { teamId: ctx.actor.teamId })) return books;
  throw noSuchTeam();
}

/** The proof for every team, those that differ first. For operators; Fault `not_found` for others. */
export async function listBooks(ctx: SystemContext, session: Session): Promise<TeamBooks[]> {
  requireOperator(session);
  const all: TeamBooks[] = [];
  for await (const books of checkBooks(ctx)) {
    all.push(books);
    if (all.length === TEAMS_SHOWN_MAX) break;
  }
  return all.sort((left, right) => Number(left.isBalanced) - Number(right.isBalanced));
}

async function checkTeam(database: Database, team: BookedTeam): Promise<TeamBooks> {
  const { teamId } = team;
  return inSnapshot(database, async (tx) => {
    const { used, charged, invoiced, unbilled, counted, grantUsed, drawn, ...rest } = await sumBooks(
      tx,
      teamId,
    );
    const sums = {
      usagePico: used,
      chargedPico: charged,
      invoicedPico: invoiced,
      openPico: unbilled,
      countedPico: counted,
      creditUsedPico: grantUsed,
      creditDrawnPico: drawn,
    };
    const balances = await sumAccounts(tx, teamId);
    const owed = await sumOwed(tx, teamId);
    const differences = [
      ...(await differencesOf(tx, team)),
      ...differencesIn(
        "accounts",
        accountPairs(balances, {
          receivable: unbilled - rest.drawnOpen - rest.carried,
          due: minorToPico(owed.open, team.currency),
          bad_debt: minorToPico(owed.uncollectible, team.currency) + owed.lostPico,
          credit: -rest.grantLeft,
        }),
      ),
    ];
    return {
      ...team,
      sums,
      accounts: LEDGER_ACCOUNTS.map((account) => ({ account, balancePico: balances.get(account) ?? 0n })),
      isBalanced: differences.length === 0 && chainOf(sums),
      differences,
    };
  });
}

async function differencesOf(tx: SystemTx, { teamId, currency }: BookedTeam): Promise<Difference[]> {
  const exact = ({ name, expectedMinor, actualMinor }: MinorPair) => ({
    name,
    expectedPico: minorToPico(expectedMinor, currency),
    actualPico: minorToPico(actualMinor, currency),
  });
  return [
    ...differencesIn("usage", await unchargedUsage(tx, teamId)),
    ...differencesIn("charges", await unlikeCharges(tx, teamId)),
    ...differencesIn("invoices", await unlikeInvoices(tx, teamId)),
    ...differencesIn("adjustments", await unlikeAdjustments(tx, teamId)),
    ...differencesIn("totals", (await unlikeTotals(tx, teamId)).map(exact)),
    ...differencesIn("provider", (await unlikeReadings(tx, teamId)).map(exact)),
    ...differencesIn("counters", await unlikeCounters(tx, teamId)),
    ...differencesIn("grants", await unlikeGrants(tx, teamId)),
    ...differencesIn("payments", await unlikePayments(tx, { teamId, unitPico: minorToPico(1n, currency) })),
  ];
}
