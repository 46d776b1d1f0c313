import { formatPico } from "@millrace/kernel";
import type { Rehearsals } from "./rehearse-apart.ts";

const ACCOUNT_WIDTH = 12;
const AMOUNT_WIDTH = 28;

/** Prints what the year came to, by currency, and everything that is wrong. */
export function writeBooks(
  { findings, records, invoices, events, balances }: Rehearsals,
  { seconds }: { seconds: number },
): void {
  const sorted = balances.toSorted((one, other) =>
    `${one.currency} ${one.account}` < `${other.currency} ${other.account}` ? -1 : 1,
  );
  const lines = [...Map.groupBy(sorted, ({ currency }) => currency)].flatMap(([currency, accounts]) => [
    currency,
    ...accounts.map(
      ({ account, amountPico }) =>
        `  ${account.padEnd(ACCOUNT_WIDTH)} ${formatPico(amountPico).padStart(AMOUNT_WIDTH)}`,
    ),
  ]);
  const found = findings.map(
    ({ team, what, expected, actual }) => `${team}, ${what}: expected ${expected}, found ${actual}`,
  );
  const verdict = findings.length === 0 ? "everything agrees" : `${findings.length} differences`;
  const figures = `${records} records, ${invoices} invoices, ${events} events of Stripe's twin, ${seconds.toFixed(1)} s`;
  process.stdout.write(`${[...lines, figures, ...found, verdict].join("\n")}\n`);
}
