import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { systemClock } from "@millrace/kernel";
import { createLog } from "@millrace/telemetry";
import { effort, makeTeam, testDatabase } from "@millrace/testing";
import { expect, test } from "vitest";
import { startAppender } from "./spool/appender-process.fixture.ts";
import { openSpool } from "./spool/open-spool.ts";
import { startShipper } from "./start-shipper.ts";

const ROUNDS = 8 * effort();

test(
  "a node that is killed while it serves and ships leaves each acknowledged record in the database, once",
  async () => {
    const db = await testDatabase();
    const { teamId } = await makeTeam(db);
    const folder = await mkdtemp(join(tmpdir(), "millrace-node-"));
    const [acknowledged, tried]: [string[], Set<string>] = [[], new Set()];
    for (let round = 0; round < ROUNDS; round++) {
      const appender = startAppender(folder, { shipping: { systemUrl: db.systemUrl, teamId } });
      await appender.hasSaid("acknowledged", 100 + ((round * 211) % 700));
      await appender.kill();
      acknowledged.push(...appender.said("acknowledged"));
      for (const id of appender.said("tried")) tried.add(id);
    }

    const log = createLog({ service: "test" }, { write: () => {} });
    const spool = await openSpool(folder, { log });
    const shipper = startShipper({ database: db.database, clock: systemClock }, spool, { log });
    expect(await shipper.drain(30_000)).toBe(true);
    await spool.close();
    await rm(folder, { recursive: true });

    const stored = new Set((await db.sql("SELECT id FROM usage_records")).map(({ id }) => String(id)));
    expect(acknowledged.filter((id) => !stored.has(id))).toEqual([]);
    expect([...stored].filter((id) => !tried.has(id))).toEqual([]);
    const [rollup] = await db.sql("SELECT sum(requests)::int AS requests FROM usage_hours");
    expect(rollup?.requests).toBe(stored.size);
  },
  120_000 * effort(),
);
