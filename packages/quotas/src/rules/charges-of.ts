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

/**
 * Where a request that comes at this moment takes its use from: every limit that holds for it, all of which must pass, and the
 * credit of a prepaid team. A service key counts against no member.
 */
export function accountsOf(rules: TeamRules, subject: Subject, at: Date): Account[] {
  const { teamId, currency, isPrepaid } = rules;
  const accounts = limitsOn(rules, subject).map(
    ({ scope, scopeId, measure, period }): Account => ({
      ...{ teamId, scope, scopeId, measure, period, currency },
      startsAt: periodStart(period, at),
    }),
  );
  return isPrepaid ? [...accounts, creditAccount(rules)] : accounts;
}

/** What these amounts take from which of the accounts. */
export function chargesOf(accounts: readonly Account[], amounts: Amounts, at: Date): Charge[] {
  return accounts.flatMap((account) => {
    const measure = account.measure === "credit" ? "spend" : account.measure;
    const amount = measure === "turn" ? undefined : amounts[measure];
    return amount === undefined ? [] : [{ account, amount, at }];
  });
}

export function scopeKey(scope: Scope, scopeId: string): string {
  return `${scope} ${scopeId}`;
}

function limitsOn(
  { limits, memberOfKey }: TeamRules,
  { teamId, keyId, deploymentId }: Subject,
): readonly LimitRule[] {
  if (limits.size === 0) return [];
  const memberId = memberOfKey.get(keyId);
  return [
    ...(limits.get(scopeKey("key", keyId)) ?? []),
    ...(memberId === undefined ? [] : (limits.get(scopeKey("member", memberId)) ?? [])),
    ...(limits.get(scopeKey("deployment", deploymentId)) ?? []),
    ...(limits.get(scopeKey("team", teamId)) ?? []),
  ];
}
