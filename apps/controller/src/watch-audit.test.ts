import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { recordAudit } from "@millrace/audit";
import { newId } from "@millrace/kernel";
import { createLog } from "@millrace/telemetry";
import { fakeClock, makeTeam, testDatabase } from "@millrace/testing";
import { beforeEach, expect, test, vi } from "vitest";
import { watchAudit } from "./watch-audit.ts";

const db = await testDatabase();
let homeFolder = "";
beforeEach(async () => {
  homeFolder = await mkdtemp(join(tmpdir(), "millrace-watch-"));
  return () => rm(homeFolder, { recursive: true });
});

/** Starts the watch, waits for its first check, and stops it; tells what it wrote. */
async function checkOnce() {
  const log = createLog({ service: "controller", level: "error" });
  const error = vi.spyOn(log, "error");
  const { promise: checked, resolve } = Promise.withResolvers<void>();
  vi.spyOn(log, "info").mockImplementation(() => resolve());
  const stop = watchAudit({ database: db.database, clock: fakeClock(), homeFolder, log });
  await checked;
  await stop();
  return error.mock.calls;
}

test("at the start every log is checked: what is whole is anchored, what is not is an error in the service's log", async () => {
  const team = await makeTeam(db);
  const entry = { verb: "key.create", subjectType: "key", subjectId: newId() };
  await db.database.inTeam(team.teamId, (tx) => recordAudit(tx, team.as("owner"), entry));

  expect(await checkOnce()).toEqual([]);
  expect(await readFile(join(homeFolder, "audit-anchors.jsonl"), "utf8")).toContain(team.teamId);

  await db.sql("DELETE FROM audit_entries WHERE team_id = $1", [team.teamId]);
  expect(await checkOnce()).toEqual([
    [
      { teamId: team.teamId, broken: { kind: "missing", from: 1, to: 1 } },
      expect.stringContaining("by hand"),
    ],
  ]);
});
