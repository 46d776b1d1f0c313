import { newId, systemClock } from "@millrace/kernel";
import { storeUsage } from "@millrace/metering";
import { deleteTeam, removeRemains, setBodyDays, teamFilesIn } from "@millrace/privacy";
import { filesWith, tablesWith, testDatabase } from "@millrace/testing";
import { afterAll, expect, test, vi } from "vitest";
import { startTestService } from "../testing/start-test-service.ts";

const WAIT = { timeout: 10_000, interval: 50 };

const db = await testDatabase();
const service = await startTestService(db);
afterAll(() => service.stop());
const { teamId } = service;
const system = { database: db.database, clock: systemClock };

const ask = (input: string) => service.post("/v1/embeddings", { model: "embed", input });

test("a team that is deleted while it is served is refused within two seconds, and none of its usage or bodies comes back", async () => {
  const canary = `canary-${newId()}`;
  await db.sql("UPDATE teams SET name = $2 WHERE id = $1", [teamId, canary]);
  await setBodyDays(service.owner, { days: 7 });
  let isServed = true;
  const crowd = Promise.all(
    Array.from({ length: 8 }, async () => {
      while (isServed) await (await ask(canary)).arrayBuffer();
    }),
  );
  await vi.waitFor(async () => {
    const kept = await db.sql("SELECT 1 FROM request_bodies WHERE team_id = $1 LIMIT 1", [teamId]);
    const used = await db.sql("SELECT 1 FROM usage_records WHERE team_id = $1 LIMIT 1", [teamId]);
    expect([kept.length, used.length]).toEqual([1, 1]);
  }, WAIT);

  const { rows } = await deleteTeam(
    { ...service.owner, session: justProved(), provider: null },
    { name: canary },
  );
  const deletedMs = performance.now();
  expect(rows.usage_records).toBeGreaterThan(0);
  expect(rows.request_bodies).toBeGreaterThan(0);
  await vi.waitFor(async () => expect((await ask(canary)).status).toBe(401), WAIT);
  expect(performance.now() - deletedMs).toBeLessThan(2_000);
  isServed = false;
  await crowd;

  await vi.waitFor(async () => {
    const health = await fetch(`${service.url}/readyz`);
    expect(await health.json()).toMatchObject({ spooledRecords: 0 });
  }, WAIT);
  await removeRemains(system, teamFilesIn(service.home));
  for (const table of ["usage_records", "usage_hours", "usage_conflicts", "request_bodies", "data_keys"])
    expect(await db.sql(`SELECT 1 FROM ${table} WHERE team_id = $1`, [teamId]), table).toEqual([]);
  expect(await tablesWith(db, canary)).toEqual([]);
  expect(await filesWith(service.home, canary)).toEqual([]);
  expect(service.logged()).not.toContain(canary);
  // But for the proof, which names the team by its id, nothing in the database knows of it.
  expect(await tablesWith(db, teamId)).toEqual(["team_deletions"]);
}, 60_000);

test("usage that is stored in the very moment of the deletion is counted or left out", async () => {
  for (let round = 0; round < 6; round++) {
    const id = newId();
    const name = `team ${id}`;
    await db.sql("INSERT INTO teams (id, handle, name, currency) VALUES ($1, $2, $3, 'USD')", [
      id,
      `team-${id.slice(-12, -6)}-${id.slice(-6)}`,
      name,
    ]);
    const owner = { ...service.owner, actor: { ...service.owner.actor, teamId: id } };
    const late = () => storeUsage(system, [usageOf(id)]);
    const [, , { rows }] = await Promise.all([
      late(),
      late(),
      deleteTeam({ ...owner, session: justProved(), provider: null }, { name }),
      late(),
    ]);
    expect(await late()).toMatchObject({ stored: 0, leftOut: 1 });
    expect(rows.usage_records).toBeLessThanOrEqual(3);
    for (const table of ["usage_records", "usage_hours"])
      expect(await db.sql(`SELECT 1 FROM ${table} WHERE team_id = $1`, [id]), table).toEqual([]);
  }
});

/** The owner's session, as far as a deletion looks at it. */
function justProved() {
  type Session = Parameters<typeof deleteTeam>[0]["session"];
  return { provedAt: systemClock.now() } as Session;
}

function usageOf(team: string): Parameters<typeof storeUsage>[1][number] {
  const ids = { nodeId: newId(), keyId: newId(), deploymentId: newId(), modelVersionId: newId() };
  const figures = {
    inputs: 1,
    inputTokens: 1,
    cachedInputTokens: 0,
    outputTokens: 0,
    holderId: null,
    queueUs: 1,
    computeUs: 1,
    totalUs: 1,
  };
  const what = { modelName: "m", task: "t", outcome: "answered" as const, batchRows: 1 };
  return { teamId: team, id: newId(), at: systemClock.now(), ...ids, ...figures, ...what };
}
