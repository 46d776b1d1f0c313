import { newId } from "@millrace/kernel";
import { accountsOf, type LimitRule, type TeamRules } from "@millrace/quotas";
import { expect, test } from "vitest";
import { knownAccounts } from "./known-accounts.ts";

const [teamId, keyId, deploymentId] = [newId(), newId(), newId()];
const subject = { teamId, keyId, deploymentId };
const LATE = new Date("2026-11-30T23:59:30Z");

function rulesWith(periods: readonly LimitRule["period"][]): TeamRules {
  const rules = periods.map(
    (period): LimitRule => ({ id: newId(), scope: "key", scopeId: keyId, measure: "requests", period }),
  );
  return {
    ...{ teamId, currency: "USD", isPrepaid: false },
    memberOfKey: new Map(),
    limits: new Map([[`key ${keyId}`, rules]]),
  };
}

test("the accounts of a subject are the same objects within a minute, and those of their periods in any other", () => {
  const known = knownAccounts();
  const rules = rulesWith(["minute", "day", "month"]);
  const first = known(rules, subject, LATE);
  expect(known(rules, subject, new Date(LATE.getTime() + 29_000))).toBe(first);
  for (const laterMs of [30_000, 90_000, 3_600_000, -60_000]) {
    const at = new Date(LATE.getTime() + laterMs);
    expect(known(rules, subject, at)).toEqual(accountsOf(rules, subject, at));
  }
});

test("other rules and other keys have accounts of their own", () => {
  const known = knownAccounts();
  expect(known(rulesWith(["day"]), subject, LATE)).toHaveLength(1);
  expect(known(rulesWith(["day", "total"]), subject, LATE)).toHaveLength(2);
  const rules = rulesWith(["day"]);
  expect(known(rules, subject, LATE)).toHaveLength(1);
  expect(known(rules, { ...subject, keyId: newId() }, LATE)).toHaveLength(0);
});
