import type { Check, Difference, TeamBooks } from "@millrace/billing";
import { formatPico } from "@millrace/kernel";

const NAME_WIDTH = 28;
const AMOUNT_WIDTH = 22;

/** What each check compares: what follows from what happened, and what stands there. */
const COMPARED: Record<Check, [what: string, expected: string, actual: string]> = {
  usage: ["request", "costs", "charged"],
  charges: ["charge", "its requests cost", "the ledger charged"],
  invoices: ["invoice", "the ledger charged", "its lines hold"],
  adjustments: ["invoice", "its discounts, fees and minimum are", "the ledger booked"],
  totals: ["invoice", "its lines come to", "its total says"],
  provider: ["invoice", "its usage came to", "the provider was told"],
  counters: ["counter", "was used", "it counted"],
  grants: ["credit", "the ledger drew", "it says"],
  payments: ["payment", "came to", "the ledger booked"],
  accounts: ["account", "must hold", "holds"],
};

export const HEADER = `  ${["  team".padEnd(NAME_WIDTH + 2), ...["used", "charged", "invoiced", "open", "counted"].map((name) => name.padStart(AMOUNT_WIDTH))].join("")}\n`;

/** A line on the team's sums, and below it whatever differs. */
export function describeBooks({ handle, currency, sums, isBalanced, differences }: TeamBooks): string {
  const { usagePico, chargedPico, invoicedPico, openPico, countedPico } = sums;
  const amounts = [usagePico, chargedPico, invoicedPico, openPico, countedPico];
  const line = `  ${isBalanced ? "✓" : "✗"} ${handle.padEnd(NAME_WIDTH)}${amounts
    .map((amount) => formatPico(amount).padStart(AMOUNT_WIDTH))
    .join("")} ${currency}\n`;
  return line + differences.map((difference) => describeDifference(difference, currency)).join("");
}

function describeDifference({ check, name, expectedPico, actualPico }: Difference, currency: string): string {
  const [what, expected, actual] = COMPARED[check];
  return `      ${what} ${name}: ${expected} ${formatPico(expectedPico)}, ${actual} ${formatPico(actualPico)} ${currency}\n`;
}
