import { newId } from "@millrace/kernel";
import fc from "fast-check";
import { expect, test } from "vitest";
import { counterChanges, type HeldLease, settledOf, type Use } from "./count-use.ts";

const holderId = newId();

function use(changes: Partial<Use> = {}): Use {
  return {
    teamId: "team",
    keyId: "key",
    memberId: "ada",
    deploymentId: "deployment",
    holderId,
    at: new Date("2026-03-31T23:30:00Z"),
    requests: 1n,
    tokens: 10n,
    spend: 100n,
    ...changes,
  };
}

function lease(changes: Partial<HeldLease> = {}): HeldLease {
  return {
    teamId: "team",
    scope: "key",
    scopeId: "key",
    measure: "spend",
    period: "month",
    startsAt: new Date("2026-03-01T00:00:00Z"),
    holderId,
    openedAt: new Date("2026-03-01T00:00:00Z"),
    ...changes,
  };
}

test("a use counts for its team, member, key and deployment, by day, by month and in total", () => {
  const changes = counterChanges([use(), use({ at: new Date("2026-04-01T00:00:00Z"), memberId: null })]);
  expect(changes.filter(({ scope }) => scope === "key")).toEqual([
    { ...place("day", "2026-03-31"), requests: 1n, tokens: 10n, spend: 100n },
    { ...place("month", "2026-03-01"), requests: 1n, tokens: 10n, spend: 100n },
    { ...place("total", "1970-01-01"), requests: 2n, tokens: 20n, spend: 200n },
    { ...place("day", "2026-04-01"), requests: 1n, tokens: 10n, spend: 100n },
    { ...place("month", "2026-04-01"), requests: 1n, tokens: 10n, spend: 100n },
  ]);
  expect(changes.filter(({ scope }) => scope === "member")).toHaveLength(3);
});

function place(period: string, day: string) {
  return { teamId: "team", scope: "key", scopeId: "key", period, startsAt: new Date(`${day}T00:00:00Z`) };
}

test("every counter of a scope adds up to what was used", () => {
  const uses = fc.array(
    fc.record({
      keyId: fc.constantFrom("a", "b"),
      memberId: fc.constantFrom("ada", null),
      at: fc.date({
        min: new Date("2026-01-30T00:00:00Z"),
        max: new Date("2026-03-02T00:00:00Z"),
        noInvalidDate: true,
      }),
      spend: fc.bigInt({ min: 0n, max: 10n ** 12n }),
    }),
  );
  fc.assert(
    fc.property(uses, (given) => {
      const all = given.map((one) => use(one));
      const sum = (amounts: bigint[]) => amounts.reduce((total, amount) => total + amount, 0n);
      const expected = sum(all.map(({ spend }) => spend));
      for (const scope of ["team", "key", "deployment"]) {
        for (const period of ["day", "month", "total"]) {
          const counters = counterChanges(all).filter((one) => one.scope === scope && one.period === period);
          expect(sum(counters.map(({ spend }) => spend))).toBe(expected);
        }
      }
    }),
  );
});

test.each<[string, Partial<HeldLease>, bigint]>([
  ["of its key", {}, 100n],
  ["of its tokens", { measure: "tokens" }, 10n],
  [
    "of its team's credit",
    { scope: "team", scopeId: "team", measure: "credit", period: "total", startsAt: new Date(0) },
    100n,
  ],
  ["of its member", { scope: "member", scopeId: "ada" }, 100n],
  ["of another key", { scopeId: "another" }, 0n],
  ["of another month", { startsAt: new Date("2026-04-01T00:00:00Z") }, 0n],
  ["of another holder", { holderId: newId() }, 0n],
  ["of another team", { teamId: "another" }, 0n],
  ["opened after it came", { openedAt: new Date("2026-03-31T23:30:00.001Z") }, 0n],
])("a use settles a lease %s as it should", (_, changes, settled) => {
  expect(settledOf([lease(changes)], [use()])).toEqual([settled]);
});
