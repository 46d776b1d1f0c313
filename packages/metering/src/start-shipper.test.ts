import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createDatabase, type Database } from "@millrace/db";
import { systemClock } from "@millrace/kernel";
import { createLog } from "@millrace/telemetry";
import { makeTeam, testDatabase } from "@millrace/testing";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { type CutLine, openCutLine } from "./cut-line.fixture.ts";
import { exampleRecord } from "./example-record.ts";
import { openSpool } from "./spool/open-spool.ts";
import type { Spool } from "./spool/spool.ts";
import { type Shipper, startShipper } from "./start-shipper.ts";
import { storeUsage } from "./store-usage.ts";

const db = await testDatabase();
const PATIENCE_MS = 10_000;

let folder: string;
let line: CutLine;
let database: Database;
let spool: Spool;
let shipper: Shipper;
let logged: string[];

beforeEach(async () => {
  logged = [];
  folder = await mkdtemp(join(tmpdir(), "millrace-shipper-"));
  line = await openCutLine(db.systemUrl);
  database = createDatabase({ appUrl: db.appUrl, systemUrl: line.through(db.systemUrl), connectionsMax: 2 });
  await start();
});
afterEach(async () => {
  await shipper.drain(0);
  await spool.close();
  await database.close();
  await line.close();
  await rm(folder, { recursive: true });
});

async function start(): Promise<void> {
  const log = createLog({ service: "test" }, { write: (text) => logged.push(text) });
  spool = await openSpool(folder, { log });
  shipper = startShipper({ database, clock: systemClock }, spool, { log });
}

const recordsOf = (teamId: string, count: number) =>
  Array.from({ length: count }, () => exampleRecord({ teamId }));

async function countStored(teamId: string): Promise<{ records: number; rolledUp: number }> {
  const [row] = await db.sql(
    `SELECT (SELECT count(*) FROM usage_records WHERE team_id = $1)::int AS records,
       (SELECT coalesce(sum(requests), 0) FROM usage_hours WHERE team_id = $1)::int AS "rolledUp"`,
    [teamId],
  );
  return { records: Number(row?.records), rolledUp: Number(row?.rolledUp) };
}

const appendAll = (teamId: string, count: number) =>
  Promise.all(recordsOf(teamId, count).map((record) => spool.append(record)));
const arrives = (teamId: string, count: number, timeout = PATIENCE_MS) =>
  vi.waitFor(async () => expect(await countStored(teamId)).toEqual({ records: count, rolledUp: count }), {
    timeout,
  });

describe("a shipper", () => {
  test("brings a record into the database within two seconds, and the spool forgets it", async () => {
    const { teamId } = await makeTeam(db);
    await appendAll(teamId, 1);
    await arrives(teamId, 1, PATIENCE_MS);
    // Now that the connection stands, the promise counts.
    await appendAll(teamId, 1);
    await arrives(teamId, 2, 2_000);
    await vi.waitFor(() => expect(spool.status().waiting).toBe(0));
    expect(shipper.status()).toEqual({ shipped: 2, failing: null });
  });

  test("brings more than one batch holds", async () => {
    const { teamId } = await makeTeam(db);
    await appendAll(teamId, 2_500);
    expect(await shipper.drain(PATIENCE_MS)).toBe(true);
    expect(await countStored(teamId)).toEqual({ records: 2_500, rolledUp: 2_500 });
    expect(spool.status().waiting).toBe(0);
  });

  test("while the database is away records wait and appending goes on; when it is back all arrive once", async () => {
    const { teamId } = await makeTeam(db);
    await appendAll(teamId, 50);
    await arrives(teamId, 50);
    line.cut();
    await appendAll(teamId, 100);
    await vi.waitFor(() => expect(shipper.status().failing).toBe("db.unavailable"), { timeout: PATIENCE_MS });
    await appendAll(teamId, 100);
    expect(spool.hasRoom()).toBe(true);
    expect(spool.status().waiting).toBe(200);

    line.mend();
    await arrives(teamId, 250);
    expect(shipper.status().failing).toBeNull();
    expect(logged.filter((text) => text.includes("waits in the spool"))).toHaveLength(1);
  });

  test("a commit whose answer got lost is sent again, and counted once", async () => {
    const { teamId } = await makeTeam(db);
    const lost = line.cutAfterCommit();
    await appendAll(teamId, 30);
    await lost;
    expect(await countStored(teamId)).toEqual({ records: 30, rolledUp: 30 });
    await vi.waitFor(() => expect(spool.status().waiting).toBe(0), { timeout: PATIENCE_MS });
    expect(await countStored(teamId)).toEqual({ records: 30, rolledUp: 30 });
    expect(logged.join()).toContain('"repeated":30');
  });

  test("what could not be sent before the end is sent by the next start", async () => {
    const { teamId } = await makeTeam(db);
    line.cut();
    await appendAll(teamId, 20);
    expect(await shipper.drain(100)).toBe(false);
    await spool.close();
    line.mend();
    await start();
    await arrives(teamId, 20);
  });

  test("a record that comes again with other contents raises an alarm and holds up nothing", async () => {
    const { teamId } = await makeTeam(db);
    const [record = exampleRecord()] = recordsOf(teamId, 1);
    await storeUsage({ database: db.database, clock: systemClock }, [record]);
    await spool.append({ ...record, inputTokens: 1 });
    await appendAll(teamId, 1);
    await arrives(teamId, 2);
    await vi.waitFor(() => expect(spool.status().waiting).toBe(0));
    expect(logged.find((text) => text.includes('"level":"error"'))).toContain(record.id);
  });

  test("drain is quick when nothing waits", async () => {
    expect(await shipper.drain(PATIENCE_MS)).toBe(true);
  });
});
