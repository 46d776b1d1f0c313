import { expect, test } from "vitest";
import type { LimitRule, TeamRules } from "../limits/team-rules.ts";
import { type Amounts, accountsOf, chargesOf, scopeKey } from "./charges-of.ts";

const at = new Date("2026-03-04T05:06:07Z");
const subject = { teamId: "team", keyId: "key", deploymentId: "deployment" };

const RULES: LimitRule[] = [
  { id: "1", scope: "team", scopeId: "team", measure: "spend", period: "month" },
  { id: "2", scope: "key", scopeId: "key", measure: "requests", period: "minute" },
  { id: "3", scope: "member", scopeId: "ada", measure: "tokens", period: "day" },
  { id: "4", scope: "deployment", scopeId: "deployment", measure: "concurrency", period: "now" },
  { id: "5", scope: "key", scopeId: "another", measure: "requests", period: "minute" },
  { id: "6", scope: "member", scopeId: "grace", measure: "tokens", period: "day" },
];

function rules(changes: Partial<TeamRules> = {}): TeamRules {
  return {
    teamId: "team",
    currency: "USD",
    isPrepaid: false,
    memberOfKey: new Map([["key", "ada"]]),
    limits: Map.groupBy(RULES, ({ scope, scopeId }) => scopeKey(scope, scopeId)),
    ...changes,
  };
}

const places = (team: TeamRules, amounts: Amounts) =>
  chargesOf(accountsOf(team, subject, at), amounts, at).map(
    ({ account, amount }) => `${account.scope} ${account.scopeId} ${account.measure} ${amount}`,
  );

test("a request is charged to every limit that holds for it, and to no other", () => {
  const amounts = { requests: 1n, tokens: 9n, spend: 70n, concurrency: 1n };
  expect(places(rules(), amounts).sort()).toEqual([
    "deployment deployment concurrency 1",
    "key key requests 1",
    "member ada tokens 9",
    "team team spend 70",
  ]);
});

test("what is not named is not touched", () => {
  expect(places(rules(), { tokens: 9n })).toEqual(["member ada tokens 9"]);
});

test("a service key counts against no member", () => {
  expect(places(rules({ memberOfKey: new Map() }), { tokens: 9n })).toEqual([]);
});

test("without a limit that holds for it, a request takes from nowhere", () => {
  expect(accountsOf(rules({ limits: new Map() }), subject, at)).toEqual([]);
  expect(accountsOf(rules(), { teamId: "t", keyId: "k", deploymentId: "d" }, at)).toEqual([]);
});

test("a prepaid team's spend comes out of its credit as well", () => {
  expect(places(rules({ isPrepaid: true }), { spend: 70n }).sort()).toEqual([
    "team team credit 70",
    "team team spend 70",
  ]);
});
