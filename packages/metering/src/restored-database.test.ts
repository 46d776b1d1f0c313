import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { newId, systemClock } from "@millrace/kernel";
import { createLog, createMetrics, type Metrics } from "@millrace/telemetry";
import { backUp, makeTeam, testDatabase } from "@millrace/testing";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { exampleRecord } from "./example-record.ts";
import { openSpool } from "./spool/open-spool.ts";
import type { Spool } from "./spool/spool.ts";
import { type Shipper, startShipper } from "./start-shipper.ts";

const db = await testDatabase();
const PATIENCE = { timeout: 15_000 };
const RESTORED = "restored to an earlier state";

let folder: string;
let spool: Spool;
let shipper: Shipper;
let metrics: Metrics;
let logged: string[];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "millrace-restored-"));
  [logged, metrics] = [[], createMetrics()];
});
afterEach(async () => {
  await shipper.drain(0);
  await spool.close();
  await rm(folder, { recursive: true });
});

async function start({ recordsMax = 1_000, lookMs = 60_000 } = {}): Promise<void> {
  const log = createLog({ service: "test" }, { write: (text) => logged.push(text) });
  spool = await openSpool(folder, { log, keep: { ms: 3_600_000, recordsMax } });
  shipper = startShipper({ database: db.database, clock: systemClock }, spool, { log, metrics, lookMs });
}

async function append(teamId: string, count: number): Promise<string[]> {
  const records = Array.from({ length: count }, () => exampleRecord({ teamId }));
  await Promise.all(records.map((record) => spool.append(record)));
  return records.map(({ id }) => id);
}

const isShipped = () => vi.waitFor(() => expect(spool.status().waiting).toBe(0), PATIENCE);

async function ship(teamId: string, count: number): Promise<string[]> {
  const ids = await append(teamId, count);
  await isShipped();
  return ids;
}

const arrives = (teamId: string, ids: string[]) =>
  vi.waitFor(async () => {
    const rows = await db.sql(
      `SELECT id::text, (SELECT sum(requests)::int FROM usage_hours WHERE team_id = $1) AS "rolledUp"
       FROM usage_records WHERE team_id = $1 ORDER BY id`,
      [teamId],
    );
    expect(rows.map(({ id }) => id)).toEqual([...ids].sort());
    expect(rows[0]?.rolledUp).toBe(ids.length);
  }, PATIENCE);

const alarms = (text: string) => logged.filter((line) => line.includes(text));
const counted = (name: string) =>
  new RegExp(`^millrace_usage_${name}_total (\\d+)$`, "m").exec(metrics.render())?.[1];

describe("a database that was restored to an earlier state", () => {
  test("is sent all that it lacks once something new is, each once", async () => {
    const { teamId } = await makeTeam(db);
    await start();
    const before = await ship(teamId, 30);
    const backup = await backUp(db);
    const after = await ship(teamId, 40);
    await backup.restore();
    const later = await append(teamId, 5);
    await arrives(teamId, [...before, ...after, ...later]);
    await isShipped();
    expect(alarms(RESTORED)).toHaveLength(1);
    expect(alarms(RESTORED)[0]).toContain('"records":70');
    expect(counted("sent_again")).toBe("70");
    expect(counted("lost")).toBeUndefined();
  });

  test("is noticed by a node that nobody asks anything, and by one that starts", async () => {
    const { teamId } = await makeTeam(db);
    await start({ lookMs: 200 });
    const backup = await backUp(db);
    const ids = await ship(teamId, 10);
    await backup.restore();
    await arrives(teamId, ids);
    await isShipped();
    await shipper.drain(1_000);
    await spool.close();
    await backup.restore();
    await start();
    await arrives(teamId, ids);
  });

  test("that lacks more than is kept raises an alarm that says from when", async () => {
    const { teamId } = await makeTeam(db);
    await start({ recordsMax: 20 });
    const backup = await backUp(db);
    for (let round = 0; round < 3; round++) await ship(teamId, 20);
    await backup.restore();
    const later = await append(teamId, 1);
    await vi.waitFor(() => expect(counted("lost")).toBe("1"), PATIENCE);
    expect(alarms("cannot be sent again")[0]).toContain('"before":"2026-01-15T10:00:00.000Z"');
    await isShipped();
    const rows = await db.sql("SELECT id::text FROM usage_records WHERE team_id = $1", [teamId]);
    expect(rows).toHaveLength(21);
    expect(rows.map(({ id }) => id)).toContain(later[0]);
  });

  test("is told from one whose teams were deleted, and from one that never knew a team", async () => {
    const [{ teamId }, gone] = [await makeTeam(db), await makeTeam(db)];
    await start({ lookMs: 50 });
    await ship(gone.teamId, 5);
    // In one transaction, as a deletion.
    await db.sql(
      "WITH used AS (DELETE FROM usage_records WHERE team_id = $1) DELETE FROM teams WHERE id = $1",
      [gone.teamId],
    );
    await ship(newId(), 5);
    await ship(teamId, 5);
    const looks = vi.spyOn(db.database, "inSystem");
    await vi.waitFor(() => expect(looks.mock.calls.length).toBeGreaterThanOrEqual(5), PATIENCE);
    looks.mockRestore();
    expect(alarms(RESTORED)).toEqual([]);
  });
});
