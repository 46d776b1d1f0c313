import { createHash } from "node:crypto";
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { gunzipSync } from "node:zlib";
import { newId } from "@millrace/kernel";
import { fillTeam, type TestTeam, tenantTables, testDatabase } from "@millrace/testing";
import { afterAll, describe, expect, test } from "vitest";
import { keepBodies } from "../bodies/keep-bodies.ts";
import { setBodyDays } from "../bodies/set-body-days.ts";
import { bodyOf, DAY_MS, privacyOf } from "../privacy.fixture.ts";
import { ENDING_TABLES, EXPORTED_TABLES, NOT_EXPORTED } from "../rules/tenant-tables.ts";
import { teamFilesIn } from "../team-files.ts";
import { forgetExports } from "./forget-exports.ts";
import { listExports } from "./list-exports.ts";
import { makeExport } from "./make-export.ts";
import { openExport } from "./open-export.ts";
import { requestExport } from "./request-export.ts";

const db = await testDatabase();
const { clock, system, as, newTeam } = privacyOf(db);
const home = await mkdtemp(join(tmpdir(), "millrace-exports-"));
afterAll(() => rm(home, { recursive: true }));
const files = teamFilesIn(home);
const going = new AbortController().signal;

const trail = (team: TestTeam) =>
  db.sql(
    "SELECT verb, subject_id FROM audit_entries WHERE team_id = $1 AND verb LIKE 'export.%' ORDER BY sequence",
    [team.teamId],
  );

/** Asked for and made; what is in the file. */
async function exported(team: TestTeam) {
  const { id } = await requestExport(as(team, "owner"));
  expect(await makeExport(system, files, going)).toEqual({ teamId: team.teamId, id, outcome: "made" });
  const bytes = await readFile(files.exportFile(team.teamId, id));
  const text = gunzipSync(bytes).toString();
  const lines = text
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line) as Record<string, unknown>);
  const rows = lines.filter(({ table }) => table !== undefined);
  const rowsOf = (name: string) =>
    rows.filter(({ table }) => table === name).map(({ row }) => row as Record<string, unknown>);
  return { id, bytes, text, lines, rowsOf };
}

describe("the tables of a team", () => {
  test("are each exported, column by column, or named with the reason why not", async () => {
    for (const { name, columns } of await tenantTables(db)) {
      const table = EXPORTED_TABLES.find((one) => one.name === name);
      if (table === undefined) {
        expect(NOT_EXPORTED[name], `${name} is neither exported nor named`).toBeTruthy();
        continue;
      }
      const named = [...table.columns, ...Object.keys(table.withheld ?? {})];
      expect(named.sort(), name).toEqual(columns.map((column) => column.name).sort());
    }
  });

  test("each end with it, but for the proof of that", async () => {
    const names = (await tenantTables(db)).map(({ name }) => name);
    expect([...ENDING_TABLES, "team_deletions"].sort()).toEqual(names.sort());
  });
});

describe("an export", () => {
  test("holds a row of every table of the team, and not a byte of another's", async () => {
    const [team, other] = [await newTeam(), await newTeam()];
    const [canary, foreign] = [`canary-${newId()}`, `canary-${newId()}`];
    await fillTeam(db, team.teamId, canary);
    await fillTeam(db, other.teamId, foreign);
    const { text, lines, rowsOf } = await exported(team);
    for (const { name } of EXPORTED_TABLES) {
      // What a table was filled with is over by the clock of this test, or has no person.
      expect(rowsOf(name).length, name).toBeGreaterThan(0);
    }
    expect(text).toContain(canary);
    expect(text).not.toContain(foreign);
    expect(text).not.toContain(other.teamId);
    expect(text).not.toContain(other.email);
    expect(lines[0]).toMatchObject({ format: "millrace export 1", team: team.teamId });
    const counts = Object.fromEntries(EXPORTED_TABLES.map(({ name }) => [name, rowsOf(name).length]));
    expect(lines.at(-1)).toEqual({ end: true, counts });
  });

  test("holds no secret: no hash of a key or a link, no sealed value, no password", async () => {
    const team = await newTeam();
    await fillTeam(db, team.teamId, "canary");
    const { text, rowsOf } = await exported(team);
    for (const name of ["token_hash", "sealed", "wrapped", "password"])
      expect(text, name).not.toContain(name);
    for (const row of rowsOf("api_keys")) expect(Object.keys(row)).not.toContain("hash");
  });

  test("opens the bodies of requests; one that cannot be opened says so", async () => {
    const team = await newTeam();
    await setBodyDays(as(team, "owner"), { days: 7 });
    const [good, bad] = [newId(), newId()];
    await keepBodies(system, team.teamId, [bodyOf(good, clock.now()), bodyOf(bad, clock.now())]);
    await db.sql("UPDATE request_bodies SET sealed = sealed || '\\x00' WHERE request_id = $1", [bad]);
    const { rowsOf } = await exported(team);
    const bodies = rowsOf("request_bodies");
    expect(bodies.find((row) => row.request_id === good)).toMatchObject({
      request: { text: '{"input":"a secret recipe"}', bytes: 27 },
      answer: { text: '{"data":[]}' },
    });
    expect(bodies.find((row) => row.request_id === bad)).toMatchObject({ unreadable: true });
  });

  test("holds every row once when there are more than a page, in whole numbers of any size", async () => {
    const team = await newTeam();
    await db.sql(
      `INSERT INTO usage_records (team_id, id, at, node_id, key_id, deployment_id, model_name, model_version_id, task, outcome,
         inputs, input_tokens, currency, amount_pico, queue_us, compute_us, total_us, batch_rows, payload_hash)
       SELECT $1, gen_random_uuid(), now(), gen_random_uuid(), gen_random_uuid(), gen_random_uuid(), 'm', gen_random_uuid(),
         't', 'answered', 1, 1, 'USD', 9007199254740993, 0, 0, 0, 1, sha256('') FROM generate_series(1, 4500)`,
      [team.teamId],
    );
    await db.sql(
      `INSERT INTO usage_hours (team_id, hour, deployment_id, key_id, model_name, outcome, requests, inputs, input_tokens,
         amount_pico, queue_us, compute_us, total_us, last_at)
       SELECT $1, date_trunc('hour', now()) + make_interval(hours => n / 3), $1, $1, 'm' || n % 3, 'answered', n, 0, 0, 0, 0, 0, 0, now()
       FROM generate_series(1, 4100) n`,
      [team.teamId],
    );
    const { text, rowsOf } = await exported(team);
    expect(new Set(rowsOf("usage_records").map(({ id }) => id)).size).toBe(4_500);
    expect(new Set(rowsOf("usage_hours").map(({ requests }) => requests)).size).toBe(4_100);
    expect(text).toContain('"amount_pico":9007199254740993');
  });

  test("is for the one user, whole, and what the list says of it", async () => {
    const team = await newTeam();
    const { id, bytes } = await exported(team);
    const file = files.exportFile(team.teamId, id);
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    for (const folder of [dirname(file), dirname(dirname(file))])
      expect((await stat(folder)).mode & 0o777, folder).toBe(0o700);
    expect(await readdir(dirname(file))).toEqual([`${id}.jsonl.gz`]);
    const [listed] = await listExports(as(team, "admin"));
    expect(listed).toMatchObject({
      id,
      state: "ready",
      requestedBy: "Ada",
      sizeBytes: bytes.byteLength,
      digest: createHash("sha256").update(bytes).digest("hex"),
      counts: { memberships: 1, persons: 1 },
    });
  });

  test("is made at most once, by whichever of two controllers is first", async () => {
    const team = await newTeam();
    await setBodyDays(as(team, "owner"), { days: 7 });
    await keepBodies(system, team.teamId, [bodyOf(newId(), clock.now())]);
    const { id } = await requestExport(as(team, "owner"));
    // Each waits in the middle of its file until the other is as far.
    const both = Promise.withResolvers<void>();
    let opened = 0;
    const open: typeof system.secrets.open = async (...body) => {
      opened += 1;
      if (opened === 2) both.resolve();
      await both.promise;
      return system.secrets.open(...body);
    };
    const ctx = { ...system, secrets: { ...system.secrets, open } };
    const made = await Promise.all([makeExport(ctx, files, going), makeExport(ctx, files, going)]);
    expect(made.map((one) => one?.outcome).sort()).toEqual(["made", "overtaken"]);
    expect(await readdir(dirname(files.exportFile(team.teamId, id)))).toEqual([`${id}.jsonl.gz`]);
    const [listed] = await listExports(as(team, "owner"));
    const bytes = await readFile(files.exportFile(team.teamId, id));
    expect(listed).toMatchObject({ digest: createHash("sha256").update(bytes).digest("hex") });
  });

  test("that is broken off leaves nothing behind and is made the next time", async () => {
    const team = await newTeam();
    const { id } = await requestExport(as(team, "owner"));
    const leaving = new AbortController();
    leaving.abort();
    await expect(makeExport(system, files, leaving.signal)).rejects.toThrow();
    expect(await readdir(dirname(files.exportFile(team.teamId, id)))).toEqual([]);
    expect(await listExports(as(team, "owner"))).toMatchObject([{ state: "pending" }]);
    expect(await makeExport(system, files, going)).toMatchObject({ id, outcome: "made" });
  });

  test("that cannot be written says so, and the next one can be asked for", async () => {
    const team = await newTeam();
    await requestExport(as(team, "owner"));
    await writeFile(join(home, "a-file"), "");
    const nowhere = teamFilesIn(join(home, "a-file"));
    expect(await makeExport(system, nowhere, going)).toMatchObject({ outcome: "failed" });
    expect(await listExports(as(team, "owner"))).toMatchObject([{ state: "failed", reason: "failed" }]);
    await exported(team);
  });
});

describe("requestExport", () => {
  test("one at a time, however they are asked for, and the log says who", async () => {
    const team = await newTeam();
    const race = await Promise.allSettled([1, 2, 3].map(() => requestExport(as(team, "owner"))));
    const [won, ...more] = race.flatMap((one) => (one.status === "fulfilled" ? [one.value] : []));
    expect(more).toEqual([]);
    for (const lost of race.flatMap((one) => (one.status === "rejected" ? [one.reason] : [])))
      expect(lost).toMatchObject({ kind: "conflict", code: "privacy.export_pending" });
    expect(await trail(team)).toEqual([{ verb: "export.request", subject_id: won?.id }]);
    await makeExport(system, files, going);
  });

  test("a team has a few at most, until they are over", async () => {
    const team = await newTeam();
    for (let made = 0; made < 5; made++) await exported(team);
    await expect(requestExport(as(team, "owner"))).rejects.toMatchObject({
      code: "privacy.too_many_exports",
    });
    clock.advance(8 * DAY_MS);
    await exported(team);
  });

  test.each(["developer", "viewer", "billing", "stranger"])("a %s may not", async (role) => {
    const team = await newTeam();
    await expect(requestExport(as(team, role))).rejects.toMatchObject({ code: "teams.not_allowed" });
    await expect(listExports(as(team, role))).rejects.toMatchObject({ code: "teams.not_allowed" });
    expect(await makeExport(system, files, going)).toBeNull();
  });
});

describe("openExport", () => {
  test("gives the file, and the log says to whom", async () => {
    const team = await newTeam();
    const { id, bytes } = await exported(team);
    const opened = await openExport(as(team, "admin"), { id }, files);
    expect(await opened.file.readFile()).toEqual(bytes);
    await opened.file.close();
    expect(opened.sizeBytes).toBe(bytes.byteLength);
    expect(opened.fileName).toBe(
      `millrace-${team.handle}-${clock.now().toISOString().slice(0, 10)}.jsonl.gz`,
    );
    expect((await trail(team)).at(-1)).toEqual({ verb: "export.download", subject_id: id });
  });

  test("another team's, one that is not ready, one that is over and one that is none are the same", async () => {
    const [ours, theirs] = [await newTeam(), await newTeam()];
    const { id: foreign } = await exported(theirs);
    const { id: over } = await exported(ours);
    clock.advance(8 * DAY_MS);
    const { id: waiting } = await requestExport(as(ours, "owner"));
    const answers = [];
    for (const id of [foreign, over, waiting, newId(), "../../secrets", ""])
      answers.push(
        await openExport(as(ours, "owner"), { id }, files).catch(({ code, message }) => `${code} ${message}`),
      );
    expect(new Set(answers).size).toBe(1);
    expect(answers[0]).toContain("privacy.no_such_export");
    await makeExport(system, files, going);
  });

  test("a developer may not, and is not told whether there is one", async () => {
    const team = await newTeam();
    const { id } = await exported(team);
    for (const one of [id, newId()])
      await expect(openExport(as(team, "developer"), { id: one }, files)).rejects.toMatchObject({
        code: "teams.not_allowed",
      });
  });

  test("a file that lies on another machine is said to", async () => {
    const team = await newTeam();
    const { id } = await exported(team);
    await expect(openExport(as(team, "owner"), { id }, teamFilesIn("/nowhere"))).rejects.toMatchObject({
      code: "privacy.export_elsewhere",
    });
    expect((await trail(team)).map(({ verb }) => verb)).toEqual(["export.request"]);
  });
});

test("an export is removed when it is over, with its file and what was begun of it", async () => {
  const team = await newTeam();
  const { id } = await exported(team);
  const file = files.exportFile(team.teamId, id);
  clock.advance(6 * DAY_MS);
  await forgetExports(system, files);
  expect((await stat(file)).isFile()).toBe(true);
  clock.advance(2 * DAY_MS);
  expect(await forgetExports(system, files)).toContainEqual({ teamId: team.teamId, id });
  expect(await readdir(dirname(file))).toEqual([]);
  expect(await listExports(as(team, "owner"))).toEqual([]);
});

test("an export that a limit on stored bytes has no room for is not kept, and none is made where nothing is left", async () => {
  const team = await newTeam();
  const limit = (value: number) =>
    db.sql(
      `INSERT INTO quota_limits (team_id, id, scope, scope_id, measure, period, value, created_at, updated_at)
       VALUES ($1, $2, 'team', $1, 'stored_bytes', 'now', $3, now(), now())
       ON CONFLICT (team_id, scope, scope_id, measure, period) DO UPDATE SET value = excluded.value`,
      [team.teamId, newId(), value],
    );
  await limit(10);
  const { id } = await requestExport(as(team, "owner"));
  expect(await makeExport(system, files, going)).toEqual({ teamId: team.teamId, id, outcome: "over_limit" });
  expect(await listExports(as(team, "owner"))).toMatchObject([{ state: "failed", reason: "over_limit" }]);
  await expect(stat(files.exportFile(team.teamId, id))).rejects.toMatchObject({ code: "ENOENT" });
  await limit(0);
  await expect(requestExport(as(team, "owner"))).rejects.toMatchObject({
    code: "quotas.stored_bytes_exceeded",
  });
});
