import { type Account, type Charge, creditAccount, type Measure, type Scope } from "../account.ts";
import type { LimitRule, TeamRules } from "../limits/team-rules.ts";
import { periodStart } from "./period-bounds.ts";

/** Whose request it is, and what it asks for. */
export type Subject = {
  readonly teamId: string;
  readonly keyId: string;
  readonly deploymentId: string;
};

/** How much of each measure; what is absent is not touched. */
export type Amounts = Partial<Record<Measure, bigint>>;

/** What a request takes from which account: one charge for each limit that holds for it. */
export function chargesOf(
  rules: TeamRules,
  subject: Subject,
  { amounts, at }: { amounts: Amounts; at: Date },
): Charge[] {
  const charges: Charge[] = [];
  for (const limit of limitsOn(rules, subject)) {
    const amount = amounts[limit.measure];
    if (amount !== undefined) charges.push({ account: accountOf(rules, limit, at), amount, at });
  }
  if (rules.isPrepaid && amounts.spend !== undefined)
    charges.push({ account: creditAccount(rules), amount: amounts.spend, at });
  return charges;
}

function accountOf(
  { teamId, currency }: TeamRules,
  { scope, scopeId, measure, period }: LimitRule,
  at: Date,
): Account {
  return { teamId, scope, scopeId, measure, period, startsAt: periodStart(period, at), currency };
}

export function scopeKey(scope: Scope, scopeId: string): string {
  return `${scope} ${scopeId}`;
}

/** Every limit that holds for this request; all must pass. A service key counts against no member. */
export function limitsOn(
  { limits, memberOfKey }: TeamRules,
  { teamId, keyId, deploymentId }: Subject,
): LimitRule[] {
  if (limits.size === 0) return [];
  const memberId = memberOfKey.get(keyId);
  return [
    ...(limits.get(scopeKey("key", keyId)) ?? []),
    ...(memberId === undefined ? [] : (limits.get(scopeKey("member", memberId)) ?? [])),
    ...(limits.get(scopeKey("deployment", deploymentId)) ?? []),
    ...(limits.get(scopeKey("team", teamId)) ?? []),
  ];
}
