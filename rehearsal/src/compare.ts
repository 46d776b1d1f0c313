import { checkBooks, formatMinor } from "@millrace/billing";
import type { ReckonedInvoice } from "@millrace/stripe-twin";
import type { Team } from "./cast.ts";
import { PICO_PER_MINOR } from "./tariff.ts";
import type { World } from "./world.ts";

/** What a team used by the plain words of the rule: how many records, and what they cost. */
export type Expected = Map<string, { records: number; amountPico: bigint }>;

export type Finding = { team: string; what: string; expected: string; actual: string };

/** Everything in which Millrace, the plain model of usage and the twin's own sums differ. Empty: nothing was lost, and nothing counted twice. */
export async function compare(
  world: World,
  { teams, expected }: { teams: readonly Team[]; expected: Expected },
): Promise<Finding[]> {
  const findings = [...(await compareUsage(world, teams, expected)), ...(await compareNumbers(world))];
  for await (const { name, isBalanced, differences } of checkBooks(world))
    if (!isBalanced)
      findings.push({
        team: name,
        what: "books",
        expected: "balanced",
        actual: differences
          .map(
            ({ check, name: row, expectedPico, actualPico }) =>
              `${check} ${row}: ${expectedPico} ≠ ${actualPico}`,
          )
          .join("; "),
      });
  return [...findings, ...(await compareProvider(world, teams))];
}

async function compareUsage({ sql }: World, teams: readonly Team[], expected: Expected): Promise<Finding[]> {
  const rows = await sql(
    "SELECT team_id, count(*)::int AS records, sum(amount_pico)::text AS amount FROM usage_records GROUP BY 1",
  );
  const stored = new Map(rows.map((row) => [String(row.team_id), `${row.records} records, ${row.amount}`]));
  return teams.flatMap(({ teamId, name }) => {
    const { records = 0, amountPico = 0n } = expected.get(teamId) ?? {};
    const wanted = `${records} records, ${amountPico}`;
    const actual = stored.get(teamId) ?? "0 records, 0";
    return wanted === actual ? [] : [{ team: name, what: "usage", expected: wanted, actual }];
  });
}

async function compareNumbers({ sql }: World): Promise<Finding[]> {
  const rows = await sql("SELECT number FROM invoices WHERE number IS NOT NULL ORDER BY number");
  const missing = rows.findIndex(
    ({ number }, index) => number !== `MR-${String(index + 1).padStart(6, "0")}`,
  );
  return missing < 0
    ? []
    : [
        {
          team: "all",
          what: "numbers of invoices",
          expected: "no gap",
          actual: String(rows[missing]?.number),
        },
      ];
}

type Ours = { total: bigint; tax: bigint; state: string };

/** Each invoice of the twin is one of ours with the same total, tax and state, the reverse too, and so is the money that came. */
async function compareProvider(world: World, teams: readonly Team[]): Promise<Finding[]> {
  const reckoning = await world.twin.reckoning();
  const customers = await world.sql("SELECT team_id, provider_id FROM payment_customers");
  const customerOf = new Map(customers.map((row) => [String(row.team_id), String(row.provider_id)]));
  const findings: Finding[] = [];
  for (const team of teams) {
    const customer = reckoning[customerOf.get(team.teamId) ?? ""];
    if (customer === undefined) continue;
    const ours = await invoicesOf(world, team);
    const theirs = new Map(
      customer.invoices.filter(({ status }) => status !== "draft").map((one) => [one.id, theirsOf(one)]),
    );
    for (const id of new Set([...ours.keys(), ...theirs.keys()])) {
      const [expected, actual] = [describe(theirs.get(id), team), describe(ours.get(id), team)];
      if (expected !== actual) findings.push({ team: team.name, what: `invoice ${id}`, expected, actual });
    }
    const { charged = 0, refunded = 0, disputed = 0 } = customer.sums[team.currency.toLowerCase()] ?? {};
    const expected = formatMinor(BigInt(charged - refunded - disputed), team.currency);
    const actual = formatMinor(await cashOf(world, team), team.currency);
    if (expected !== actual) findings.push({ team: team.name, what: "cash", expected, actual });
  }
  return findings;
}

function theirsOf({ total, lines, status }: ReckonedInvoice): Ours {
  return { total: BigInt(total), tax: BigInt(lines.reduce((sum, { tax }) => sum + tax, 0)), state: status };
}

/** One over nothing may be on one side alone: of a plan that costs nothing and was not used there is one there, and none here. */
function describe(invoice: Ours | undefined, { currency }: Team): string {
  if (invoice === undefined || invoice.total === 0n) return "nothing";
  const { total, tax, state } = invoice;
  return `${formatMinor(total, currency)} with ${formatMinor(tax, currency)} tax, ${state}`;
}

/** What a bank took back is open again here, and paid for ever there. */
async function invoicesOf({ sql }: World, { teamId }: Team): Promise<Map<string, Ours>> {
  const rows = await sql(
    `SELECT provider_id, total_minor, tax_minor, CASE WHEN EXISTS (
       SELECT 1 FROM payments p WHERE p.team_id = i.team_id AND p.invoice_id = i.id AND p.state IN ('disputed', 'lost'))
       THEN 'paid' ELSE state END AS state
     FROM invoices i WHERE team_id = $1 AND provider_id IS NOT NULL`,
    [teamId],
  );
  return new Map(
    rows.map((row) => [
      String(row.provider_id),
      {
        total: BigInt(String(row.total_minor)),
        tax: BigInt(String(row.tax_minor)),
        state: String(row.state),
      },
    ]),
  );
}

/** What came by the provider, less what went back: without what an operator took elsewhere. */
async function cashOf({ sql }: World, { teamId, currency }: Team): Promise<bigint> {
  const [row] = await sql(
    `SELECT coalesce(sum(CASE WHEN debit = 'cash' THEN amount_pico ELSE -amount_pico END), 0)::text AS pico
     FROM ledger_entries e WHERE team_id = $1 AND 'cash' IN (debit, credit) AND NOT EXISTS (
       SELECT 1 FROM payments p WHERE p.team_id = e.team_id AND p.provider = 'none' AND p.invoice_id = e.invoice_id)`,
    [teamId],
  );
  return BigInt(String(row?.pico)) / PICO_PER_MINOR[currency];
}
