import { Prisma, type SystemTx } from "@millrace/db";
import type { Pair } from "../rules/compare-books.ts";

/** What one check names at most. */
const NAMED_MAX = 100;

export type BookedTeam = { teamId: string; handle: string; name: string; currency: string };

/** Teams after one, in the order of their ids; or one team. */
export async function findTeams(
  tx: SystemTx,
  { teamId, after, limit }: { teamId: string | null; after: string | null; limit: number },
): Promise<BookedTeam[]> {
  const rows = await tx.team.findMany({
    where: teamId === null ? (after === null ? {} : { id: { gt: after } }) : { id: teamId },
    select: { id: true, handle: true, name: true, currency: true },
    orderBy: { id: "asc" },
    take: limit,
  });
  return rows.map(({ id, ...team }) => ({ teamId: id, ...team }));
}

type PairRow = { name: string; expected: string; actual: string };

/** The rows of a query of `name`, `expected` and `actual` in which the two differ. */
async function differing(tx: SystemTx, query: Prisma.Sql): Promise<Pair[]> {
  const rows = await tx.$queryRaw<PairRow[]>`
    SELECT name, coalesce(expected, 0)::text AS expected, coalesce(actual, 0)::text AS actual
    FROM (${query}) AS pair WHERE coalesce(expected, 0) <> coalesce(actual, 0) ORDER BY name LIMIT ${NAMED_MAX}`;
  return rows.map(({ name, expected, actual }) => ({
    name,
    expectedPico: BigInt(expected),
    actualPico: BigInt(actual),
  }));
}

/** Requests that cost something and are in no charge. */
export function unchargedUsage(tx: SystemTx, teamId: string): Promise<Pair[]> {
  return differing(
    tx,
    Prisma.sql`SELECT id::text AS name, amount_pico AS expected, 0 AS actual FROM usage_records
      WHERE team_id = ${teamId}::uuid AND charge_id IS NULL AND amount_pico <> 0`,
  );
}

/** Charges that are not what their records cost. */
export function unlikeCharges(tx: SystemTx, teamId: string): Promise<Pair[]> {
  return differing(
    tx,
    Prisma.sql`SELECT coalesce(used.id, charge.id)::text AS name, used.amount AS expected, charge.amount AS actual
      FROM (
        SELECT charge_id AS id, sum(amount_pico) AS amount FROM usage_records
        WHERE team_id = ${teamId}::uuid AND charge_id IS NOT NULL GROUP BY 1
      ) AS used
      FULL JOIN (
        SELECT id, amount_pico AS amount FROM ledger_entries WHERE team_id = ${teamId}::uuid AND kind = 'charge'
      ) AS charge ON charge.id = used.id`,
  );
}

const LINES = (teamId: string) => Prisma.sql`
  SELECT invoice_id, sum(amount_pico) FILTER (WHERE kind IN ('usage', 'late_usage')) AS pico,
    sum(amount_pico) FILTER (WHERE kind = 'plan') AS plan,
    sum(amount_pico) FILTER (WHERE kind IN ('discount', 'plan', 'minimum')) AS adjusted,
    sum(amount_minor) FILTER (WHERE kind <> 'tax') AS minor, sum(amount_minor) FILTER (WHERE kind = 'tax') AS tax
  FROM invoice_lines WHERE team_id = ${teamId}::uuid GROUP BY 1`;

/** Closed invoices whose lines are not what the ledger charged in their period, or for a plan. */
export function unlikeInvoices(tx: SystemTx, teamId: string): Promise<Pair[]> {
  return differing(
    tx,
    Prisma.sql`SELECT i.number AS name, charged.pico AS expected, lines.pico AS actual
      FROM invoices i
      LEFT JOIN (${LINES(teamId)}) AS lines ON lines.invoice_id = i.id
      LEFT JOIN LATERAL (
        SELECT sum(amount_pico) AS pico FROM ledger_entries
        WHERE team_id = ${teamId}::uuid AND kind = 'charge' AND at >= i.period_start AND at < i.period_end
      ) AS charged ON true
      WHERE i.team_id = ${teamId}::uuid AND i.state <> 'draft' AND i.kind = 'usage'
      UNION ALL
      SELECT i.number AS name, charged.pico AS expected, lines.plan AS actual
      FROM invoices i
      LEFT JOIN (${LINES(teamId)}) AS lines ON lines.invoice_id = i.id
      LEFT JOIN LATERAL (
        SELECT sum(CASE credit WHEN 'revenue' THEN amount_pico ELSE -amount_pico END) AS pico FROM ledger_entries
        WHERE team_id = ${teamId}::uuid AND invoice_id = i.id AND kind = 'invoice' AND 'revenue' IN (debit, credit)
      ) AS charged ON true
      WHERE i.team_id = ${teamId}::uuid AND i.state <> 'draft' AND i.kind = 'plan'`,
  );
}

/** Invoices of which the ledger was told other discounts, fees and minimums than their lines say. */
export function unlikeAdjustments(tx: SystemTx, teamId: string): Promise<Pair[]> {
  return differing(
    tx,
    Prisma.sql`SELECT i.number AS name, lines.adjusted AS expected, booked.pico AS actual
      FROM invoices i
      LEFT JOIN (${LINES(teamId)}) AS lines ON lines.invoice_id = i.id
      LEFT JOIN (
        SELECT invoice_id, sum(CASE debit WHEN 'receivable' THEN amount_pico ELSE -amount_pico END) AS pico
        FROM ledger_entries WHERE team_id = ${teamId}::uuid AND kind = 'adjustment' GROUP BY 1
      ) AS booked ON booked.invoice_id = i.id
      WHERE i.team_id = ${teamId}::uuid AND i.kind = 'usage'`,
  );
}

/** Two amounts that should be one, in minor units. */
export type MinorPair = { name: string; expectedMinor: bigint; actualMinor: bigint };

async function differingMinor(tx: SystemTx, query: Prisma.Sql): Promise<MinorPair[]> {
  const pairs = await differing(tx, query);
  return pairs.map(({ name, expectedPico, actualPico }) => ({
    name,
    expectedMinor: expectedPico,
    actualMinor: actualPico,
  }));
}

/** Closed invoices whose total is not what their lines, credit and tax come to. */
export function unlikeTotals(tx: SystemTx, teamId: string): Promise<MinorPair[]> {
  return differingMinor(
    tx,
    Prisma.sql`SELECT i.number AS name,
        coalesce(lines.minor, 0) - i.credit_minor + coalesce(lines.tax, 0) AS expected, i.total_minor AS actual
      FROM invoices i LEFT JOIN (${LINES(teamId)}) AS lines ON lines.invoice_id = i.id
      WHERE i.team_id = ${teamId}::uuid AND i.state <> 'draft'`,
  );
}

/**
 * Invoices that a provider collects, of whose period its meter was told something else at last than what was used until then less
 * what it had billed of that before; a meter is told no less than nothing. What it bills within the period, as a plan ends, is known
 * to those invoices that were written after that one: numbers have no gaps and go by who wrote first. Later ones make up for it.
 */
export function unlikeReadings(tx: SystemTx, teamId: string): Promise<MinorPair[]> {
  return differingMinor(
    tx,
    Prisma.sql`WITH billed AS (
        SELECT i.number, i.kind, i.provider, i.period_start, i.period_end,
          coalesce(sum(l.amount_minor) FILTER (WHERE l.kind IN ('usage', 'late_usage', 'discount', 'minimum')), 0) - i.credit_minor AS net,
          coalesce(sum(l.amount_minor) FILTER (WHERE l.kind = 'carried'), 0) AS carried
        FROM invoices i LEFT JOIN invoice_lines l ON l.team_id = i.team_id AND l.invoice_id = i.id
        WHERE i.team_id = ${teamId}::uuid AND i.state <> 'draft'
        GROUP BY i.team_id, i.id
      ), said AS (
        SELECT DISTINCT ON (period_start) period_start, value_minor AS value FROM meter_readings
        WHERE team_id = ${teamId}::uuid AND is_final ORDER BY period_start, at DESC, created_at DESC
      )
      SELECT number AS name, value AS actual,
        greatest(net - (
          SELECT coalesce(sum(b.carried), 0) FROM billed b
          WHERE CASE b.kind WHEN 'plan'
            THEN b.period_start < billed.period_end AND (length(b.number), b.number) < (length(billed.number), billed.number)
            ELSE b.period_start < billed.period_start END), 0) AS expected
      FROM billed JOIN said USING (period_start) WHERE kind = 'usage' AND provider <> 'none'`,
  );
}

/** Counters of limits that are not what was used: of the team by month and in total, of keys and deployments in total. */
export function unlikeCounters(tx: SystemTx, teamId: string): Promise<Pair[]> {
  const used = (scope: string, id: Prisma.Sql, period: string, start: Prisma.Sql) => Prisma.sql`
    SELECT ${scope} AS scope, ${id} AS id, ${period} AS period, ${start} AS starts_at, sum(amount) AS amount
    FROM used GROUP BY 2, 4`;
  const epoch = Prisma.sql`'epoch'::timestamptz`;
  return differing(
    tx,
    Prisma.sql`WITH used AS MATERIALIZED (
        SELECT team_id, key_id, deployment_id, date_trunc('month', at, 'UTC') AS month, sum(amount_pico) AS amount
        FROM usage_records WHERE team_id = ${teamId}::uuid GROUP BY 1, 2, 3, 4
      ), expected AS (
        ${used("team", Prisma.sql`team_id`, "month", Prisma.sql`month`)}
        UNION ALL ${used("team", Prisma.sql`team_id`, "total", epoch)}
        UNION ALL ${used("key", Prisma.sql`key_id`, "total", epoch)}
        UNION ALL ${used("deployment", Prisma.sql`deployment_id`, "total", epoch)}
      ), counted AS (
        SELECT scope, scope_id AS id, period, starts_at, spend_pico AS amount FROM quota_counters
        WHERE team_id = ${teamId}::uuid AND
          (scope = 'team' AND period IN ('month', 'total') OR scope IN ('key', 'deployment') AND period = 'total')
      )
      SELECT concat_ws(' ', scope, id, period, CASE period WHEN 'month' THEN to_char(starts_at AT TIME ZONE 'UTC', 'YYYY-MM') END) AS name,
        expected.amount AS expected, counted.amount AS actual
      FROM expected FULL JOIN counted USING (scope, id, period, starts_at)`,
  );
}

/** Grants of which something else was used than the ledger says. */
export function unlikeGrants(tx: SystemTx, teamId: string): Promise<Pair[]> {
  return differing(
    tx,
    Prisma.sql`SELECT g.id::text AS name, drawn.amount AS expected, g.used_pico AS actual
      FROM credit_grants g LEFT JOIN (
        SELECT grant_id, sum(amount_pico) AS amount FROM ledger_entries
        WHERE team_id = ${teamId}::uuid AND grant_id IS NOT NULL AND debit = 'credit' GROUP BY 1
      ) AS drawn ON drawn.grant_id = g.id
      WHERE g.team_id = ${teamId}::uuid`,
  );
}

/**
 * Payments and refunds of which the ledger booked other cash than they came to, one by one; and cash that it booked for one that is
 * not there. `unitPico`: of a minor unit.
 */
export function unlikePayments(
  tx: SystemTx,
  { teamId, unitPico }: { teamId: string; unitPico: bigint },
): Promise<Pair[]> {
  return differing(
    tx,
    Prisma.sql`WITH named AS (
        SELECT replace(split_part(operation_id, ':', 1), 'paid', 'payment') AS what, split_part(operation_id, ':', 2) AS id,
          CASE debit WHEN 'cash' THEN amount_pico ELSE -amount_pico END AS pico
        FROM ledger_entries WHERE team_id = ${teamId}::uuid AND 'cash' IN (debit, credit)
      ), booked AS (
        SELECT what || ':' || id AS operation, sum(pico) AS pico
        FROM named WHERE what IN ('payment', 'refund', 'credit_note') GROUP BY 1
      ), paid AS (
        SELECT operation_id AS operation, coalesce(provider_id, id::text) AS name,
          CASE WHEN state NOT IN ('succeeded', 'disputed', 'lost') THEN 0
            WHEN kind = 'refund' THEN -amount_minor ELSE amount_minor END * ${unitPico.toString()}::numeric AS pico
        FROM payments WHERE team_id = ${teamId}::uuid
      )
      SELECT coalesce(paid.name, booked.operation) AS name, paid.pico AS expected, booked.pico AS actual
      FROM paid FULL JOIN booked USING (operation)`,
  );
}

/** Debits less credits of each account that was used. */
export async function sumAccounts(tx: SystemTx, teamId: string): Promise<Map<string, bigint>> {
  const rows = await tx.$queryRaw<{ account: string; balance: string }[]>`
    SELECT account, sum(amount)::text AS balance FROM (
      SELECT debit AS account, amount_pico AS amount FROM ledger_entries WHERE team_id = ${teamId}::uuid
      UNION ALL SELECT credit, -amount_pico FROM ledger_entries WHERE team_id = ${teamId}::uuid
    ) AS side GROUP BY 1`;
  return new Map(rows.map(({ account, balance }) => [account, BigInt(balance)]));
}

const SUMS = [
  "used",
  "charged",
  "invoiced",
  "carried",
  "unbilled",
  "drawnOpen",
  "counted",
  "grantUsed",
  "grantLeft",
  "drawn",
] as const;
type Sums = Record<(typeof SUMS)[number], bigint>;

/** Everything that the proof compares, added up; and what grants leave and open periods drew. In picos. */
export async function sumBooks(tx: SystemTx, teamId: string): Promise<Sums> {
  const open = Prisma.sql`NOT EXISTS (
    SELECT 1 FROM invoices i WHERE i.team_id = e.team_id AND i.kind = 'usage' AND i.state <> 'draft' AND e.at >= i.period_start AND e.at < i.period_end)`;
  const [row] = await tx.$queryRaw<Record<(typeof SUMS)[number], string>[]>`
    SELECT
      (SELECT coalesce(sum(amount_pico), 0) FROM usage_records WHERE team_id = ${teamId}::uuid)::text AS used,
      coalesce(sum(e.amount_pico) FILTER (WHERE kind = 'charge'), 0)::text AS charged,
      coalesce(sum(e.amount_pico) FILTER (WHERE kind = 'charge' AND ${open}), 0)::text AS unbilled,
      coalesce(sum(e.amount_pico) FILTER (WHERE kind = 'draw' AND ${open}), 0)::text AS "drawnOpen",
      coalesce(sum(e.amount_pico) FILTER (WHERE grant_id IS NOT NULL AND debit = 'credit'), 0)::text AS drawn,
      (SELECT coalesce(sum(amount_pico), 0) FROM invoice_lines
        WHERE team_id = ${teamId}::uuid AND kind IN ('usage', 'late_usage'))::text AS invoiced,
      (SELECT coalesce(sum(amount_pico), 0) FROM invoice_lines WHERE team_id = ${teamId}::uuid AND kind = 'carried')::text AS carried,
      (SELECT coalesce(sum(spend_pico), 0) FROM quota_counters
        WHERE team_id = ${teamId}::uuid AND scope = 'team' AND period = 'total')::text AS counted,
      (SELECT coalesce(sum(used_pico), 0) FROM credit_grants WHERE team_id = ${teamId}::uuid)::text AS "grantUsed",
      (SELECT coalesce(sum(amount_pico - used_pico), 0) FROM credit_grants WHERE team_id = ${teamId}::uuid)::text AS "grantLeft"
    FROM ledger_entries e WHERE e.team_id = ${teamId}::uuid`;
  const of = (name: (typeof SUMS)[number]) => BigInt(row?.[name] ?? 0);
  return {
    used: of("used"),
    charged: of("charged"),
    invoiced: of("invoiced"),
    carried: of("carried"),
    unbilled: of("unbilled"),
    drawnOpen: of("drawnOpen"),
    counted: of("counted"),
    grantUsed: of("grantUsed"),
    grantLeft: of("grantLeft"),
    drawn: of("drawn"),
  };
}

/** What open invoices leave to pay, and uncollectible ones, in minor units; and used credit whose payment a bank took back, in picos. */
export async function sumOwed(
  tx: SystemTx,
  teamId: string,
): Promise<{ open: bigint; uncollectible: bigint; lostPico: bigint }> {
  const [row] = await tx.$queryRaw<{ open: string; uncollectible: string; lost: string }[]>`
    SELECT coalesce(sum(total_minor - credited_minor - paid_minor) FILTER (WHERE state = 'open'), 0)::text AS open,
      coalesce(sum(total_minor - credited_minor - paid_minor) FILTER (WHERE state = 'uncollectible'), 0)::text AS uncollectible,
      (SELECT coalesce(sum(amount_pico), 0) FROM ledger_entries
        WHERE team_id = ${teamId}::uuid AND debit = 'bad_debt' AND credit = 'disputed')::text AS lost
    FROM invoices WHERE team_id = ${teamId}::uuid`;
  return {
    open: BigInt(row?.open ?? 0),
    uncollectible: BigInt(row?.uncollectible ?? 0),
    lostPico: BigInt(row?.lost ?? 0),
  };
}
