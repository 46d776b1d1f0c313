import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { KEY_APIS } from "../key-scopes.ts";
import { isExpired, KEY_LIFE_MS_MAX, mayExpireAt } from "./is-expired.ts";
import { hasEnded, keyState } from "./key-state.ts";
import { scopeAllows } from "./scope-allows.ts";
import { succeedKey } from "./succeed-key.ts";

const apis = fc.uniqueArray(fc.constantFrom(...KEY_APIS));
const deploymentIds = fc.uniqueArray(fc.constantFrom("a", "b", "c"));
const now = new Date("2026-01-15T10:00:00Z");
const at = (offsetMs: number) => new Date(now.getTime() + offsetMs);

describe("scopeAllows", () => {
  test.each([
    [{ apis: [], deploymentIds: [] }, { api: "oip", deploymentId: "a" }, true],
    [{ apis: ["oip"], deploymentIds: [] }, { api: "oip", deploymentId: "a" }, true],
    [{ apis: ["oip"], deploymentIds: [] }, { api: "openai", deploymentId: "a" }, false],
    [{ apis: [], deploymentIds: ["a"] }, { api: "oip", deploymentId: "a" }, true],
    [{ apis: [], deploymentIds: ["a"] }, { api: "oip", deploymentId: "b" }, false],
    [{ apis: ["oip"], deploymentIds: ["a"] }, { api: "oip" }, true],
    [{ apis: ["oip"], deploymentIds: ["a"] }, { deploymentId: "a" }, true],
    [{ apis: ["oip"], deploymentIds: ["a"] }, {}, true],
  ] as const)("%j and %j: %s", (scopes, asked, allowed) => {
    expect(scopeAllows({ apis: [...scopes.apis], deploymentIds: [...scopes.deploymentIds] }, asked)).toBe(
      allowed,
    );
  });

  test("what a narrower scope allows, a wider one allows too", () => {
    const asked = fc.record({
      api: fc.constantFrom(...KEY_APIS),
      deploymentId: fc.constantFrom("a", "b", "d"),
    });
    fc.assert(
      fc.property(apis, deploymentIds, apis, asked, (some, ids, more, question) => {
        fc.pre(some.length > 0);
        const wider = { apis: [...new Set([...some, ...more])], deploymentIds: [] };
        if (scopeAllows({ apis: some, deploymentIds: ids }, question))
          expect(scopeAllows(wider, question)).toBe(true);
      }),
    );
  });

  test("both bounds have to allow it", () => {
    const asked = fc.record({
      api: fc.constantFrom(...KEY_APIS),
      deploymentId: fc.constantFrom("a", "b", "d"),
    });
    fc.assert(
      fc.property(apis, deploymentIds, asked, (some, ids, { api, deploymentId }) => {
        const scopes = { apis: some, deploymentIds: ids };
        expect(scopeAllows(scopes, { api, deploymentId })).toBe(
          scopeAllows(scopes, { api }) && scopeAllows(scopes, { deploymentId }),
        );
      }),
    );
  });
});

test("a key works up to its expiry and not at it", () => {
  expect(isExpired(null, now)).toBe(false);
  expect(isExpired(at(1), now)).toBe(false);
  expect(isExpired(at(0), now)).toBe(true);
  expect(isExpired(at(-1), now)).toBe(true);
});

test("once expired, a key stays so", () => {
  const moment = fc.date({ noInvalidDate: true, max: new Date("9999-12-31") });
  fc.assert(
    fc.property(moment, moment, fc.nat(), (end, when, moreMs) => {
      fc.pre(isExpired(end, when));
      expect(isExpired(end, new Date(when.getTime() + moreMs))).toBe(true);
    }),
  );
});

test.each([
  [null, true],
  [at(1), true],
  [at(0), false],
  [at(-1), false],
  [at(KEY_LIFE_MS_MAX), true],
  [at(KEY_LIFE_MS_MAX + 1), false],
])("an expiry at %s may be given: %s", (expiresAt, may) => {
  expect(mayExpireAt(expiresAt, now)).toBe(may);
});

test.each([
  [{ revokedAt: null, expiresAt: null, replacedBy: null }, "working"],
  [{ revokedAt: null, expiresAt: at(1), replacedBy: null }, "working"],
  [{ revokedAt: null, expiresAt: at(1), replacedBy: "b" }, "replaced"],
  [{ revokedAt: null, expiresAt: at(0), replacedBy: "b" }, "expired"],
  [{ revokedAt: null, expiresAt: at(0), replacedBy: null }, "expired"],
  [{ revokedAt: at(-1), expiresAt: at(0), replacedBy: "b" }, "revoked"],
])("%j is %s", (key, state) => {
  expect(keyState(key, now)).toBe(state);
  expect(hasEnded(key, now)).toBe(state === "expired" || state === "revoked");
});

test("a key that takes over never shortens what was promised, and the old one never lives longer than it would have", () => {
  const offset = fc.integer({ min: 1, max: KEY_LIFE_MS_MAX });
  fc.assert(
    fc.property(offset, fc.option(offset), fc.nat({ max: 10 ** 10 }), (age, left, graceMs) => {
      const expiresAt = left === null ? null : at(left);
      const { oldExpiresAt, newExpiresAt } = succeedKey({ createdAt: at(-age), expiresAt }, { now, graceMs });
      expect(oldExpiresAt.getTime()).toBeLessThanOrEqual(now.getTime() + graceMs);
      if (expiresAt === null || newExpiresAt === null) {
        expect(newExpiresAt).toBe(expiresAt);
        return;
      }
      expect(oldExpiresAt.getTime()).toBeLessThanOrEqual(expiresAt.getTime());
      expect(mayExpireAt(newExpiresAt, now)).toBe(true);
      expect(newExpiresAt.getTime()).toBeGreaterThanOrEqual(expiresAt.getTime());
    }),
  );
});
