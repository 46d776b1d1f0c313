import { mkdir, mkdtemp, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { newId, systemClock } from "@millrace/kernel";
import { listExports, requestExport, teamFilesIn } from "@millrace/privacy";
import { createSecrets, openKeyRing } from "@millrace/secrets";
import { createLog } from "@millrace/telemetry";
import { makeTeam, testDatabase } from "@millrace/testing";
import { beforeEach, expect, test, vi } from "vitest";
import { keepPrivacy } from "./keep-privacy.ts";

const WAIT = { timeout: 10_000, interval: 50 };

const db = await testDatabase();
const keys = openKeyRing({ kind: "given", keys: ["an installation key that only tests have"] });
const secrets = createSecrets({ keys, clock: systemClock });
let homeFolder = "";
beforeEach(async () => {
  homeFolder = await mkdtemp(join(tmpdir(), "millrace-privacy-"));
  return () => rm(homeFolder, { recursive: true });
});

function start() {
  const lines: string[] = [];
  const log = createLog({ service: "controller" }, { write: (line) => lines.push(line) });
  const stop = keepPrivacy({ database: db.database, clock: systemClock, secrets, homeFolder, log });
  return { stop, lines };
}

/** Bodies of a team that are kept no longer. */
const addExpired = (teamId: string, count: number) =>
  db.sql(
    `INSERT INTO request_bodies (team_id, request_id, at, expires_at, sealed)
     SELECT $1, gen_random_uuid(), now(), now(), 'x' FROM generate_series(1, $2)`,
    [teamId, count],
  );

test("an export that somebody asks for is made, and the log names its team", async () => {
  const team = await makeTeam(db, systemClock);
  const { id } = await requestExport(team.as("owner"));
  const { stop, lines } = start();
  await vi.waitFor(async () => {
    expect(await listExports(team.as("owner"))).toMatchObject([{ id, state: "ready" }]);
  }, WAIT);
  await stop();
  expect((await stat(teamFilesIn(homeFolder).exportFile(team.teamId, id))).size).toBeGreaterThan(0);
  expect(lines.join("")).toContain(`"teamId":"${team.teamId}","id":"${id}","outcome":"made"`);
});

test("what is over goes at once, however much it is, and the log says of whom", async () => {
  const team = await makeTeam(db, systemClock);
  const gone = newId();
  await addExpired(team.teamId, 3_500);
  await mkdir(join(homeFolder, "teams", gone, "exports"), { recursive: true });
  await writeFile(join(homeFolder, "teams", gone, "exports", "left"), "left");
  const { stop, lines } = start();
  await vi.waitFor(async () => {
    expect(await db.sql("SELECT 1 FROM request_bodies")).toEqual([]);
    await expect(stat(join(homeFolder, "teams", gone))).rejects.toMatchObject({ code: "ENOENT" });
  }, WAIT);
  await stop();
  expect(lines.filter((line) => line.includes("bodies of requests removed"))).toHaveLength(4);
  for (const teamId of [team.teamId, gone]) expect(lines.join("")).toContain(teamId);
});

test("what fails holds up nothing else, and is said", async () => {
  const team = await makeTeam(db, systemClock);
  await addExpired(team.teamId, 1);
  await writeFile(join(homeFolder, "teams"), "no folder");
  const { stop, lines } = start();
  await vi.waitFor(async () => {
    expect(await db.sql("SELECT 1 FROM request_bodies")).toEqual([]);
    expect(lines.join("")).toContain("remove remains of deleted teams");
  }, WAIT);
  await stop();
});
