import type { Clock } from "@millrace/kernel";

/** A clock whose hands are moved by the test. */
export type FakeClock = Clock & { advance(milliseconds: number): void };

export function fakeClock(start: Date = new Date("2026-01-15T10:00:00Z")): FakeClock {
  let elapsedMs = 0;
  return {
    now: () => new Date(start.getTime() + elapsedMs),
    monotonicMs: () => elapsedMs,
    advance: (milliseconds) => {
      elapsedMs += milliseconds;
    },
  };
}
