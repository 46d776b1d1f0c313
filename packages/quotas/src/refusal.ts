import { Fault, formatPico } from "@millrace/kernel";
import type { Account, LimitPeriod, Measure, Scope } from "./account.ts";
import type { LimitFacts } from "./leases/ask.ts";
import { periodEnd } from "./rules/period-bounds.ts";

/** Requests come and go: whoever meets too many tries again soon. */
const ENDS_SOON_MS = 1_000;
/** What frees later than this is not waited for. */
const RETRY_WITHIN_MS = 60_000;
const MS_PER_SECOND = 1_000;

const WHOSE: Record<Scope, string> = {
  team: "This team",
  member: "Whoever made this key",
  key: "This key",
  deployment: "This deployment",
};

const PER: Record<LimitPeriod, string> = {
  minute: " a minute",
  day: " a day",
  month: " a month",
  total: " in total",
  now: " at once",
};

/** What one may do with which things. */
const DOES: Record<Measure, string> = {
  requests: "make",
  tokens: "use",
  spend: "spend",
  concurrency: "run",
};

type Refused = {
  account: Account;
  /** What the request needs of the account. */
  need: bigint;
  /** Null: the team's credit. */
  limit: LimitFacts | null;
  /** What is left of it that no request under way may still use. */
  left: bigint;
  now: Date;
};

/**
 * Says which limit a request does not fit into, its value, who set it, and when it frees. Fault `limit_exceeded`
 * `rate_limit_exceeded` for what frees by itself within the day, `insufficient_quota` for money and for what does not.
 */
export function refusalOf({ account, need, limit, left, now }: Refused): Fault {
  const { measure, period, startsAt } = account;
  if (measure === "credit") return outOfCredit(account, { need, left });
  const end = periodEnd(period, startsAt);
  const retryAfterMs = retryAfter(period, end, now);
  const rule = ruleOf(account, limit);
  const frees = end === null ? "" : ` More from ${written(end)} on.`;
  const rest = `This request needs ${amount(account, need)}, and ${amount(account, left)} ${isMany(account, left) ? "are" : "is"} left.`;
  const isLasting = measure === "spend" || period === "month" || period === "total";
  return new Fault({
    kind: "limit_exceeded",
    code: isLasting ? "insufficient_quota" : "rate_limit_exceeded",
    message: measure === "concurrency" ? `${rule}, and all are under way.` : `${rule}. ${rest}${frees}`,
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
  });
}

/**
 * Says which limit lets in one request at a time only, from which share of what on, who set it, and until when. Fault
 * `limit_exceeded` `limit_throttled`: another try soon may find none under way.
 */
export function throttledRefusal(account: Account, limit: LimitFacts): Fault {
  const { period, startsAt } = account;
  const end = periodEnd(period, startsAt);
  const until = end === null ? "" : `, until ${written(end)}`;
  return new Fault({
    kind: "limit_exceeded",
    code: "limit_throttled",
    message: `${ruleOf(account, limit)}. From ${limit.throttleAt} % of that on, its requests go one at a time${until}, and one is under way.`,
    retryAfterMs: ENDS_SOON_MS,
  });
}

/** `This key may spend 5 USD a month, set by Ada`. */
function ruleOf(account: Account, limit: LimitFacts | null): string {
  const { measure, period, scope } = account;
  const does = measure === "credit" || measure === "turn" ? "use" : DOES[measure];
  const value = limit === null ? "" : ` ${amount(account, limit.value)}`;
  const setBy = limit?.setBy == null ? "" : `, set by ${limit.setBy}`;
  return `${WHOSE[scope]} may ${does}${value}${PER[period]}${setBy}`;
}

function written(at: Date): string {
  return at.toISOString().replace(".000Z", "Z");
}

function retryAfter(period: LimitPeriod, end: Date | null, now: Date): number | undefined {
  if (period === "now") return ENDS_SOON_MS;
  if (end === null) return undefined;
  const waitMs = Math.max(end.getTime() - now.getTime(), MS_PER_SECOND);
  return waitMs <= RETRY_WITHIN_MS ? waitMs : undefined;
}

function outOfCredit(account: Account, { need, left }: { need: bigint; left: bigint }): Fault {
  return new Fault({
    kind: "limit_exceeded",
    code: "insufficient_quota",
    message: `The team's credit is used up: this request needs ${amount(account, need)}, and ${amount(account, left)} is left. Buy credit on the console's Billing page.`,
  });
}

function amount(account: Account, value: bigint): string {
  const { measure, currency } = account;
  if (measure === "spend" || measure === "credit") return `${formatPico(value)} ${currency}`;
  const thing = measure === "tokens" ? "token" : "request";
  return `${value} ${thing}${isMany(account, value) ? "s" : ""}`;
}

function isMany({ measure }: Account, value: bigint): boolean {
  return measure !== "spend" && measure !== "credit" && value !== 1n;
}

/** Fault `unavailable` `quotas.cannot_check`: the database is away, and what was leased of a limit is used up. */
export function cannotCheck(cause: Fault): Fault {
  return new Fault({
    kind: "unavailable",
    code: "quotas.cannot_check",
    message:
      "Limits cannot be checked at the moment, so nothing is served that could exceed one. Try again in a moment.",
    retryAfterMs: MS_PER_SECOND,
    cause,
  });
}
