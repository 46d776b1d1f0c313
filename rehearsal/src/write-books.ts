import { formatPico } from "@millrace/kernel";
import type { Rehearsed } from "./rehearse.ts";
import type { World } from "./world.ts";

/** Prints what the year came to, by currency, and everything that is wrong. */
export async function writeBooks(
  { findings, records, invoices, events }: Rehearsed,
  { sql, seconds }: { sql: World["sql"]; seconds: number },
): Promise<void> {
  const rows = await sql(`
    SELECT t.currency, e.account, sum(e.amount)::text AS amount
    FROM (
      SELECT team_id, debit AS account, amount_pico AS amount FROM ledger_entries
      UNION ALL SELECT team_id, credit, -amount_pico FROM ledger_entries) AS e
    JOIN teams t ON t.id = e.team_id GROUP BY 1, 2 ORDER BY 1, 2`);
  const lines = [...Map.groupBy(rows, ({ currency }) => String(currency))].flatMap(([currency, accounts]) => [
    currency,
    ...accounts.map(
      ({ account, amount }) =>
        `  ${String(account).padEnd(12)} ${formatPico(BigInt(String(amount))).padStart(28)}`,
    ),
  ]);
  const found = findings.map(
    ({ team, what, expected, actual }) => `${team}, ${what}: expected ${expected}, found ${actual}`,
  );
  const verdict = findings.length === 0 ? "everything agrees" : `${findings.length} differences`;
  const figures = `${records} records, ${invoices} invoices, ${events} events of Stripe's twin, ${seconds.toFixed(1)} s`;
  process.stdout.write(`${[...lines, figures, ...found, verdict].join("\n")}\n`);
}
