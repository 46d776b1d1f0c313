import { formatPico } from "@millrace/kernel";
import { type Account, periodEnd } from "@millrace/quotas";
import { goDuration } from "./go-duration.ts";

/** How one limit stands: its value, what a request could still take of it, and whether it lets in one at a time only. */
export type Standing = { account: Account; value: bigint; free: bigint; isThrottled: boolean };

const MEASURES = ["requests", "tokens", "spend", "concurrency"] as const;
const NAMES = MEASURES.map((measure) => ({
  measure,
  limit: `x-ratelimit-limit-${measure}`,
  remaining: `x-ratelimit-remaining-${measure}`,
  reset: `x-ratelimit-reset-${measure}`,
}));

/**
 * `x-ratelimit-limit-*`, `-remaining-*` and `-reset-*`, as OpenAI sends them: of each measure the limit that leaves least.
 * Money is a decimal with its currency, such as `0.25 USD`; what does not free by the clock has no reset.
 * `x-ratelimit-throttled` names the measures of which so much is used that requests go one at a time.
 */
export function rateLimitHeaders(standings: readonly Standing[], now: Date): Record<string, string> {
  const headers: Record<string, string> = {};
  for (const { measure, limit, remaining, reset } of NAMES) {
    const tightest = tightestOf(standings, measure);
    if (tightest === null) continue;
    const { account, value, free } = tightest;
    headers[limit] = amountOf(account, value);
    headers[remaining] = amountOf(account, free);
    const end = periodEnd(account.period, account.startsAt);
    if (end !== null) headers[reset] = goDuration(end.getTime() - now.getTime());
  }
  const throttled = standings.filter(({ isThrottled }) => isThrottled);
  if (throttled.length > 0)
    headers["x-ratelimit-throttled"] = MEASURES.filter((measure) =>
      throttled.some(({ account }) => account.measure === measure),
    ).join(", ");
  return headers;
}

/** Where two leave the same, the one that frees later binds longer. */
function tightestOf(
  standings: readonly Standing[],
  measure: Standing["account"]["measure"],
): Standing | null {
  let tightest: Standing | null = null;
  for (const standing of standings) {
    if (standing.account.measure !== measure) continue;
    if (tightest === null || standing.free < tightest.free) tightest = standing;
    else if (standing.free === tightest.free && endMs(standing) > endMs(tightest)) tightest = standing;
  }
  return tightest;
}

function endMs({ account: { period, startsAt } }: Standing): number {
  return periodEnd(period, startsAt)?.getTime() ?? Number.POSITIVE_INFINITY;
}

function amountOf({ measure, currency }: Account, amount: bigint): string {
  return measure === "spend" ? `${formatPico(amount)} ${currency}` : amount.toString();
}
