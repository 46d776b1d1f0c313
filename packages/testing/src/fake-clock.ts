import type { Clock } from "@millrace/kernel";

/** A clock whose hands are moved by the test. */
export type FakeClock = Clock & {
  /** So much time passes. */
  advance(milliseconds: number): void;
  /** The hands are put elsewhere, forward or back, while no time passes: as where a machine's clock is set. */
  jump(milliseconds: number): void;
};

export function fakeClock(start: Date = new Date("2026-01-15T10:00:00Z")): FakeClock {
  let [elapsedMs, jumpedMs] = [0, 0];
  return {
    now: () => new Date(start.getTime() + elapsedMs + jumpedMs),
    monotonicMs: () => elapsedMs,
    advance: (milliseconds) => {
      elapsedMs += milliseconds;
    },
    jump: (milliseconds) => {
      jumpedMs += milliseconds;
    },
  };
}
