import fc from "fast-check";
import { expect, test } from "vitest";
import { decideRoom, type Occupant } from "./decide-room.ts";

const occupant: fc.Arbitrary<Occupant> = fc.record({
  bytes: fc.integer({ min: 1, max: 100 }),
  loadMs: fc.integer({ min: 0, max: 1_000 }),
  requestsPerSecond: fc.double({ min: 0, max: 100, noNaN: true }),
  isLeaving: fc.boolean(),
  isIdle: fc.boolean(),
  isResident: fc.boolean(),
  loadedAtMs: fc.integer({ min: 0, max: 10_000 }),
});
const bytesOf = (all: readonly Occupant[]) => all.reduce((sum, { bytes }) => sum + bytes, 0);
const idle: Occupant = {
  bytes: 100,
  loadMs: 1_000,
  requestsPerSecond: 1,
  isLeaving: false,
  isIdle: true,
  isResident: false,
  loadedAtMs: 0,
};

test("the budget is held, and nobody who is busy, resident, leaving or just loaded has to go", () => {
  fc.assert(
    fc.property(
      fc.array(occupant, { maxLength: 12 }),
      fc.integer({ min: 0, max: 400 }),
      fc.integer({ min: 0, max: 800 }),
      (occupants, needBytes, bytesMax) => {
        const nowMs = 10_000;
        const room = decideRoom(occupants, { needBytes, bytesMax, nowMs });
        if (room.kind === "free") expect(bytesOf(occupants) + needBytes).toBeLessThanOrEqual(bytesMax);
        if (room.kind !== "evict") return;
        for (const victim of room.victims) {
          expect(victim).toMatchObject({ isIdle: true, isResident: false, isLeaving: false });
          expect(nowMs - victim.loadedAtMs).toBeGreaterThanOrEqual(3 * victim.loadMs);
        }
        const staying = occupants.filter((one) => !room.victims.includes(one) && !one.isLeaving);
        expect(bytesOf(staying) + needBytes).toBeLessThanOrEqual(bytesMax);
      },
    ),
  );
});

test.each([
  ["three load times", 1_000, 3_000],
  ["half a second at least", 10, 500],
  ["ten seconds at most", 60_000, 10_000],
])("an idle model that was just loaded keeps its place for %s", (_, loadMs, tenureMs) => {
  const fresh = { ...idle, loadMs };
  const ask = (nowMs: number) => decideRoom([fresh], { needBytes: 50, bytesMax: 120, nowMs });
  expect(ask(tenureMs - 1)).toEqual({ kind: "wait", untilMs: tenureMs });
  expect(ask(tenureMs)).toEqual({ kind: "evict", victims: [fresh] });
});

test("what leaves already makes room by itself", () => {
  const leaving = { ...idle, isLeaving: true };
  const room = decideRoom([leaving, idle], { needBytes: 100, bytesMax: 200, nowMs: 60_000 });
  expect(room).toEqual({ kind: "wait", untilMs: null });
});

test("a model that does not fit beside the resident ones is told so at once", () => {
  const resident = { ...idle, isResident: true };
  const room = decideRoom([resident, idle], { needBytes: 101, bytesMax: 200, nowMs: 60_000 });
  expect(room).toEqual({ kind: "never" });
});

test("a budget that resident models overran is brought back by idle ones, without anybody asking", () => {
  const resident = { ...idle, isResident: true };
  const room = decideRoom([resident, idle], { needBytes: 0, bytesMax: 150, nowMs: 60_000 });
  expect(room).toEqual({ kind: "evict", victims: [idle] });
});
