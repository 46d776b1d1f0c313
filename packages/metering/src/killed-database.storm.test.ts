import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { systemClock } from "@millrace/kernel";
import { createLog } from "@millrace/telemetry";
import { effort, makeTeam, mortalDatabase } from "@millrace/testing";
import fc from "fast-check";
import { expect, test } from "vitest";
import { startAppender } from "./spool/appender-process.fixture.ts";
import { openSpool } from "./spool/open-spool.ts";
import { startShipper } from "./start-shipper.ts";

const SEED = 20_261_201;
const ROUNDS = 3 * effort();
/** How many records are acknowledged before PostgreSQL is killed, and how many while it is away. */
const ANSWERS = fc.record({
  before: fc.integer({ min: 1, max: 1_500 }),
  away: fc.integer({ min: 1, max: 1_500 }),
  isNodeKilled: fc.boolean(),
});

test(
  "PostgreSQL that is killed at any moment, and the node with it or not, has each acknowledged record once",
  async () => {
    const db = await mortalDatabase();
    const { teamId } = await makeTeam(db);
    const folder = await mkdtemp(join(tmpdir(), "millrace-node-"));
    const shipping = { systemUrl: db.systemUrl, teamId };
    const [acknowledged, tried]: [string[], Set<string>] = [[], new Set()];
    let appender = startAppender(folder, { shipping });
    const read = async () => {
      await appender.kill();
      acknowledged.push(...appender.said("acknowledged"));
      for (const id of appender.said("tried")) tried.add(id);
      expect(appender.said("unexpected")).toEqual([]);
    };
    for (const { before, away, isNodeKilled } of fc.sample(ANSWERS, { numRuns: ROUNDS, seed: SEED })) {
      const said = appender.said("acknowledged").length;
      await appender.hasSaid("acknowledged", said + before);
      await db.kill();
      // Answers go on while it is away.
      await appender.hasSaid("acknowledged", appender.said("acknowledged").length + away);
      if (isNodeKilled) await read();
      await db.start();
      if (isNodeKilled) appender = startAppender(folder, { shipping });
    }
    await read();

    const log = createLog({ service: "test" }, { write: () => {} });
    const spool = await openSpool(folder, { log });
    const shipper = startShipper({ database: db.database, clock: systemClock }, spool, { log });
    expect(await shipper.drain(60_000)).toBe(true);
    await spool.close();
    await rm(folder, { recursive: true });

    const stored = new Set((await db.sql("SELECT id FROM usage_records")).map(({ id }) => String(id)));
    expect(acknowledged.filter((id) => !stored.has(id))).toEqual([]);
    expect([...stored].filter((id) => !tried.has(id))).toEqual([]);
    for (const table of ["usage_hours", "usage_days"]) {
      const [sum] = await db.sql(`SELECT sum(requests)::int AS requests FROM ${table}`);
      expect(sum?.requests).toBe(stored.size);
    }
  },
  120_000 * effort(),
);
