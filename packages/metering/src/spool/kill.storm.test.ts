import { execFileSync } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { platform, tmpdir } from "node:os";
import { join } from "node:path";
import { createLog } from "@millrace/telemetry";
import { effort } from "@millrace/testing";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { startAppender } from "./appender-process.fixture.ts";
import { openSpool } from "./open-spool.ts";

const log = createLog({ service: "test" }, { write: () => {} });
const ROUNDS = 20 * effort();

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "millrace-kill-"));
});
afterEach(() => rm(folder, { recursive: true }));

async function idsInSpool(): Promise<string[]> {
  const spool = await openSpool(folder, { log });
  const ids: string[] = [];
  for (;;) {
    const { records } = await spool.take(1_000);
    if (records.length === 0) break;
    ids.push(...records.map(({ id }) => id));
  }
  await spool.close();
  return ids;
}

/** What of `wanted` is not in `found`. */
function missing(wanted: string[], found: string[]): string[] {
  const present = new Set(found);
  return wanted.filter((id) => !present.has(id));
}

describe("a spool whose process is killed", () => {
  test(
    "loses no acknowledged record and keeps none twice, in many kills at many moments",
    async () => {
      const acknowledged: string[] = [];
      const tried = new Set<string>();
      for (let round = 0; round < ROUNDS; round++) {
        const appender = startAppender(folder);
        await appender.hasSaid("acknowledged", 1 + ((round * 37) % 150));
        await appender.kill();
        acknowledged.push(...appender.said("acknowledged"));
        for (const id of appender.said("tried")) tried.add(id);
        expect(appender.said("unexpected")).toEqual([]);
      }
      const found = await idsInSpool();
      expect(acknowledged.length).toBeGreaterThan(ROUNDS);
      expect(missing(acknowledged, found)).toEqual([]);
      expect(missing(found, [...tried])).toEqual([]);
      expect(new Set(found).size).toBe(found.length);
    },
    120_000 * effort(),
  );

  test("is closed to others while it lives, and open at once when it is dead", async () => {
    const appender = startAppender(folder);
    await appender.hasSaid("acknowledged", 1);
    await expect(openSpool(folder, { log })).rejects.toMatchObject({ code: "metering.spool_in_use" });
    await appender.kill();
    expect(missing(appender.said("acknowledged"), await idsInSpool())).toEqual([]);
  });
});

// The limit on the size of a process's files is the one way to fail writes without being root; macOS has no prlimit(1).
describe.runIf(platform() === "linux")("a spool whose disk takes nothing more", () => {
  test("refuses, heals by itself, has what it acknowledged and nothing that it refused", async () => {
    const appender = startAppender(folder, { wrapper: ["prlimit", "--fsize=300000:unlimited"] });
    await appender.hasSaid("metering.spool_unavailable", 8);
    const before = appender.said("acknowledged").length;
    execFileSync("prlimit", ["--pid", String(appender.pid), "--fsize=unlimited:unlimited"]);
    await appender.hasSaid("acknowledged", before + 50);
    await appender.kill();

    const found = await idsInSpool();
    const refused = appender.said("metering.spool_unavailable");
    expect(before).toBeGreaterThan(0);
    expect(appender.said("unexpected")).toEqual([]);
    expect(missing(appender.said("acknowledged"), found)).toEqual([]);
    expect(missing(refused, found)).toEqual(refused);
  }, 60_000);
});
