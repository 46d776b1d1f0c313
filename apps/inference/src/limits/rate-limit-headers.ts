import { formatPico } from "@millrace/kernel";
import { type Account, periodEnd } from "@millrace/quotas";
import { goDuration } from "./go-duration.ts";

/** How one limit stands: its value, and what a request could still take of it. */
export type Standing = { account: Account; value: bigint; free: bigint };

const MEASURES = ["requests", "tokens", "spend", "concurrency"] as const;

/**
 * `x-ratelimit-limit-*`, `-remaining-*` and `-reset-*`, as OpenAI sends them: of each measure the limit that leaves least.
 * Money is a decimal with its currency, such as `0.25 USD`; what does not free by the clock has no reset.
 */
export function rateLimitHeaders(standings: readonly Standing[], now: Date): Record<string, string> {
  const headers: Record<string, string> = {};
  for (const measure of MEASURES) {
    const [tightest] = standings.filter(({ account }) => account.measure === measure).toSorted(byFree);
    if (tightest === undefined) continue;
    const { account, value, free } = tightest;
    headers[`x-ratelimit-limit-${measure}`] = amountOf(account, value);
    headers[`x-ratelimit-remaining-${measure}`] = amountOf(account, free);
    const end = periodEnd(account.period, account.startsAt);
    if (end !== null) headers[`x-ratelimit-reset-${measure}`] = goDuration(end.getTime() - now.getTime());
  }
  return headers;
}

/** Where two leave the same, the one that frees later binds longer. */
function byFree(one: Standing, other: Standing): number {
  if (one.free !== other.free) return one.free < other.free ? -1 : 1;
  const [first, second] = [endMs(one), endMs(other)];
  return first === second ? 0 : first > second ? -1 : 1;
}

function endMs({ account: { period, startsAt } }: Standing): number {
  return periodEnd(period, startsAt)?.getTime() ?? Number.POSITIVE_INFINITY;
}

function amountOf({ measure, currency }: Account, amount: bigint): string {
  return measure === "spend" ? `${formatPico(amount)} ${currency}` : amount.toString();
}
