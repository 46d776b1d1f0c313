import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type InvitationDates, invitationState } from "./invitation-state.ts";

const now = new Date("2026-01-15T10:00:00Z");
const later = new Date(now.getTime() + 1);
const open: InvitationDates = { expiresAt: later, acceptedAt: null, revokedAt: null };

describe("an invitation is", () => {
  test.each([
    ["pending", open],
    ["expired", { ...open, expiresAt: now }],
    ["accepted", { ...open, acceptedAt: now }],
    ["revoked", { ...open, revokedAt: now }],
    ["revoked", { ...open, revokedAt: now, expiresAt: now }],
    ["accepted", { ...open, acceptedAt: now, expiresAt: now }],
  ] as const)("%s, by its dates %j", (state, dates) => {
    expect(invitationState(dates, now)).toBe(state);
  });

  test("never pending again, however time goes on", () => {
    const date = fc.date({ noInvalidDate: true });
    const maybe = fc.option(date);
    fc.assert(
      fc.property(
        fc.record({ expiresAt: date, acceptedAt: maybe, revokedAt: maybe }),
        date,
        date,
        (dates, one, other) => {
          const [first, second] = one <= other ? [one, other] : [other, one];
          const before = invitationState(dates, first);
          if (before !== "pending") expect(invitationState(dates, second)).toBe(before);
        },
      ),
    );
  });
});
