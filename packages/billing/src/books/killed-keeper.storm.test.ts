import { join } from "node:path";
import { effort, startProgram } from "@millrace/testing";
import fc from "fast-check";
import { expect, test } from "vitest";
import { at, billedTeam, db, MODEL } from "../billing.fixture.ts";
import { closeInvoices, proveBooks } from "../index.ts";

const SEED = 20_261_201;
const ROUNDS = 5 * effort();
const FILE = join(import.meta.dirname, "keeper.fixture.ts");
const START = "2026-01-02T00:00:00.000Z";
const YEAR_MS = 366 * 86_400_000;
/** How much is stored before one of the two is killed, and how long after that. */
const KILL = fc.record({
  stored: fc.integer({ min: 6, max: 400 }),
  afterMs: fc.nat({ max: 30 }),
  first: fc.boolean(),
});

test(
  "two processes that store, close and give credit at once, killed at any moment, leave books that balance",
  async () => {
    const teams = [await billedTeam(), await billedTeam()];
    const teamIds = teams.map(({ teamId }) => teamId);
    const start = (time: string) => startProgram(FILE, [db.systemUrl, MODEL, time, ...teamIds]);
    const stored = new Set<string>();
    const closed: string[] = [];
    let time = START;
    const read = async (keeper: ReturnType<typeof start>) => {
      await keeper.kill();
      for (const id of keeper.said("stored")) stored.add(id);
      closed.push(...keeper.said("closed"));
      time = [time, ...keeper.said("time")].toSorted().at(-1) ?? time;
    };
    let keepers = [start(time), start(time)] as const;
    for (const kill of fc.sample(KILL, { numRuns: ROUNDS, seed: SEED })) {
      const [one, other] = kill.first ? keepers : ([keepers[1], keepers[0]] as const);
      await one.hasSaid("stored", kill.stored);
      await new Promise((resume) => setTimeout(resume, kill.afterMs));
      await read(one);
      for (const team of teams) expect((await proveBooks(team.as("billing"))).differences).toEqual([]);
      keepers = [start(time), other];
    }
    for (const keeper of keepers) await read(keeper);

    const end = at(new Date(new Date(time).getTime() + YEAR_MS));
    for (;;) {
      const round = await closeInvoices(end);
      expect(round.failed).toEqual([]);
      if (round.closed.length === 0) break;
    }
    for (const team of teams) {
      const books = await proveBooks(team.as("billing"));
      expect(books).toMatchObject({ isBalanced: true, differences: [], sums: { openPico: 0n } });
    }
    const ids = await db.sql("SELECT id::text FROM usage_records WHERE team_id = ANY($1)", [teamIds]);
    const found = new Set(ids.map(({ id }) => String(id)));
    expect([...stored].filter((id) => !found.has(id))).toEqual([]);
    await proveNumbers(closed);
  },
  120_000 * effort(),
);

/** None was given twice, none is missing, and none that was told is another's. */
async function proveNumbers(told: readonly string[]): Promise<void> {
  const rows = await db.sql("SELECT number FROM invoices WHERE state <> 'draft' ORDER BY number");
  const numbers = rows.map(({ number }) => String(number));
  expect(numbers).toEqual(numbers.map((_, index) => `MR-${String(index + 1).padStart(6, "0")}`));
  expect(numbers.length).toBeGreaterThan(2);
  expect(told.filter((number) => !numbers.includes(number))).toEqual([]);
  expect(new Set(told).size).toBe(told.length);
}
