import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { createLog } from "@millrace/telemetry";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { exampleRecord } from "../example-record.ts";
import type { UsageRecord } from "../usage-record.ts";
import { openSpool, type SpoolOptions } from "./open-spool.ts";
import type { Spool } from "./spool.ts";

let folder: string;
let opened: Spool[] = [];
let logged: string[] = [];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "millrace-spool-"));
});
afterEach(async () => {
  await Promise.all(opened.map((spool) => spool.close()));
  [opened, logged] = [[], []];
  await rm(folder, { recursive: true });
});

async function open(options: Partial<SpoolOptions> = {}): Promise<Spool> {
  const log = createLog({ service: "test" }, { write: (line) => logged.push(line) });
  const spool = await openSpool(folder, { log, ...options });
  opened.push(spool);
  return spool;
}

async function takeAll(spool: Spool): Promise<UsageRecord[]> {
  const all: UsageRecord[] = [];
  for (;;) {
    const { records } = await spool.take(100);
    if (records.length === 0) return all;
    all.push(...records);
  }
}

const records = (count: number) => Array.from({ length: count }, () => exampleRecord());
const appendAll = (spool: Spool, all: UsageRecord[]) =>
  Promise.all(all.map((record) => spool.append(record)));

describe("a spool", () => {
  test("keeps records over a restart, in order, until they are acknowledged", async () => {
    const all = records(250);
    const first = await open();
    await appendAll(first, all);
    await first.close();

    const second = await open();
    expect(second.status()).toMatchObject({ state: "ready", waiting: 250 });
    const batch = await second.take(200);
    expect(batch.records).toEqual(all.slice(0, 200));
    await second.acknowledge(batch);
    await second.close();

    expect(await takeAll(await open())).toEqual(all.slice(200));
  });

  test("gives each record once to its taker, and again after a restart if it was not acknowledged", async () => {
    const all = records(10);
    const first = await open();
    await appendAll(first, all);
    expect(await takeAll(first)).toEqual(all);
    expect(await takeAll(first)).toEqual([]);
    await first.close();
    expect(await takeAll(await open())).toEqual(all);
  });

  test("what comes in one turn of the event loop shares one commit", async () => {
    const spool = await open();
    let commits = 0;
    spool.onAppend(() => {
      commits += 1;
    });
    await appendAll(spool, records(500));
    expect(commits).toBe(1);
  });

  test("has no room once as many records wait as may, and has it again when they are acknowledged", async () => {
    const spool = await open({ recordsMax: 3 });
    await appendAll(spool, records(2));
    expect(spool.hasRoom()).toBe(true);
    await spool.append(exampleRecord());
    expect(spool.hasRoom()).toBe(false);
    expect(spool.status()).toMatchObject({ state: "full", reason: expect.stringContaining("wait") });

    await spool.append(exampleRecord());
    await spool.acknowledge(await spool.take(2));
    expect(spool.hasRoom()).toBe(true);
  });

  test("has no room while the disk is nearly full", async () => {
    const spool = await open({ bytesFreeMin: Number.MAX_SAFE_INTEGER });
    expect(spool.hasRoom()).toBe(false);
    expect(spool.status()).toMatchObject({ state: "full", reason: expect.stringContaining("disk") });
  });

  test("refuses what is no record, and goes on", async () => {
    const spool = await open();
    await expect(spool.append(exampleRecord({ teamId: "nobody" }))).rejects.toMatchObject({
      kind: "internal",
      code: "metering.record_invalid",
      internal: expect.stringContaining("teamId"),
    });
    await spool.append(exampleRecord());
    expect(spool.status().waiting).toBe(1);
  });

  test("rounds and cuts durations rather than losing a record over them", async () => {
    const spool = await open();
    await spool.append(exampleRecord({ queueUs: 1.5, computeUs: -1, totalUs: 1e12 }));
    const [record] = await takeAll(spool);
    expect(record).toMatchObject({ queueUs: 2, computeUs: 0, totalUs: 2_147_483_647 });
  });

  test("commits what it accepted before it closes, and accepts nothing after", async () => {
    const spool = await open();
    const accepted = appendAll(spool, records(20));
    const closed = spool.close();
    await expect(spool.append(exampleRecord())).rejects.toMatchObject({ code: "metering.spool_unavailable" });
    await accepted;
    await closed;
    expect(spool.hasRoom()).toBe(false);
    expect((await open()).status().waiting).toBe(20);
  });

  test("belongs to one at a time", async () => {
    await open();
    await expect(open()).rejects.toMatchObject({ kind: "precondition", code: "metering.spool_in_use" });
  });

  test("a folder that cannot be is refused with a clear sentence and no path", async () => {
    await writeFile(join(folder, "file"), "");
    const log = createLog({ service: "test" }, { write: () => {} });
    await expect(openSpool(join(folder, "file", "spool"), { log })).rejects.toMatchObject({
      kind: "precondition",
      code: "metering.spool_unusable",
      message: expect.not.stringContaining(folder),
    });
  });
});

describe("a damaged spool", () => {
  const path = () => join(folder, "usage.sqlite");

  function alter(sql: string): void {
    const db = new DatabaseSync(path());
    db.exec(sql);
    db.close();
  }

  test("a row whose contents changed is set aside and counted, and the others arrive", async () => {
    const all = records(5);
    const first = await open();
    await appendAll(first, all);
    await first.close();
    alter(
      "UPDATE waiting SET payload = replace(payload, '\"inputTokens\":12', '\"inputTokens\":13') WHERE position IN (1, 3)",
    );

    const second = await open();
    const batch = await second.take(1);
    expect(batch.records).toEqual([all[1]]);
    expect(await takeAll(second)).toEqual([all[3], all[4]]);
    expect(second.status()).toMatchObject({ waiting: 3, damaged: 2 });
    await second.close();
    await open();
    expect(logged.join()).toContain("Damaged usage records");
  });

  test("a file that is no database is put aside, and a new spool begins", async () => {
    await writeFile(path(), "This is no database.".repeat(1_000));
    const spool = await open();
    await spool.append(exampleRecord());
    expect(await takeAll(spool)).toHaveLength(1);
    expect((await readdir(folder)).some((name) => name.startsWith("usage.sqlite.corrupt-"))).toBe(true);
    expect(logged.join()).toContain('"salvaged":0');
  });

  test("a file of a newer version is refused, and left as it is", async () => {
    const spool = await open();
    await spool.append(exampleRecord());
    await spool.close();
    alter("PRAGMA user_version = 99");
    await expect(open()).rejects.toMatchObject({ code: "metering.spool_newer" });
    alter("PRAGMA user_version = 1");
    expect((await open()).status().waiting).toBe(1);
  });
});
