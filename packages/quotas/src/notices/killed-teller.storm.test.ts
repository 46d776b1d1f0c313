import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { systemClock as clock, newId } from "@millrace/kernel";
import { effort, makeTeam, startProgram, testDatabase } from "@millrace/testing";
import { expect, test, vi } from "vitest";

const FILE = join(import.meta.dirname, "teller.fixture.ts");
const ROUNDS = effort();
const LIMITS = 40;
/** At most so many: a limit has no more shares. */
const SHARES = [10, 30, 50, 70, 90];
const LIFE_MS_MAX = 80;

const db = await testDatabase();

async function count(table: "limit_notices" | "mails", teamId: string): Promise<number> {
  const [row] = await db.sql(`SELECT count(*)::int AS count FROM ${table} WHERE team_id = $1`, [teamId]);
  return Number(row?.count);
}

/** A team with many limits; returns what sets how much of each is used. */
async function teamWithLimits() {
  const { teamId, personId } = await makeTeam(db, clock);
  const subjects = Array.from({ length: LIMITS }, () => newId());
  await db.sql(
    `INSERT INTO quota_limits (team_id, id, scope, scope_id, measure, period, value, notify_at, set_by, created_at, updated_at)
     SELECT $1, id, 'deployment', id, 'requests', 'total', 100, $3, $4, now(), now() FROM unnest($2::uuid[]) AS id`,
    [teamId, subjects, SHARES, personId],
  );
  const use = (requests: number) =>
    db.sql(
      `INSERT INTO quota_counters (team_id, scope, scope_id, period, starts_at, requests)
       SELECT $1, 'deployment', id, 'total', 'epoch', $3 FROM unnest($2::uuid[]) AS id
       ON CONFLICT (team_id, scope, scope_id, period, starts_at) DO UPDATE SET requests = excluded.requests`,
      [teamId, subjects, requests],
    );
  return { teamId, use };
}

test(
  "of two controllers one is killed while both tell: each share of each limit is told once, with one mail",
  async () => {
    const steady = startProgram(FILE, [db.systemUrl]);
    for (let round = 0; round < ROUNDS; round++) {
      const { teamId, use } = await teamWithLimits();
      for (const [index, share] of SHARES.entries()) {
        const mortal = startProgram(FILE, [db.systemUrl]);
        await mortal.hasSaid("round", 1);
        await use(share);
        await sleep(Math.random() * LIFE_MS_MAX);
        await mortal.kill();
        const told = LIMITS * (index + 1);
        await vi.waitFor(async () => expect(await count("limit_notices", teamId)).toBe(told), 10_000);
        expect(await count("mails", teamId)).toBe(told);
      }
    }
    await steady.kill();
  },
  90_000 * effort(),
);
