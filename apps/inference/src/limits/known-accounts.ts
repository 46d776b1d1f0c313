import { type Account, accountsOf, type Subject, type TeamRules } from "@millrace/quotas";

const MINUTE_MS = 60_000;

type Known = { minute: number; accounts: readonly Account[] };

/**
 * `accountsOf`, made once for all requests of a subject in a minute, as long as the team's rules stand: every period begins with a
 * minute.
 */
export function knownAccounts(): (rules: TeamRules, subject: Subject, at: Date) => readonly Account[] {
  const known = new WeakMap<TeamRules, Map<string, Known>>();
  return (rules, subject, at) => {
    const minute = Math.floor(at.getTime() / MINUTE_MS);
    const ofTeam = known.get(rules) ?? new Map<string, Known>();
    known.set(rules, ofTeam);
    const name = `${subject.keyId} ${subject.deploymentId}`;
    const found = ofTeam.get(name);
    if (found?.minute === minute) return found.accounts;
    const accounts = accountsOf(rules, subject, at);
    ofTeam.set(name, { minute, accounts });
    return accounts;
  };
}
