import { execFile } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { recordAudit } from "@millrace/audit";
import { serviceEnvironment } from "@millrace/config";
import { newId } from "@millrace/kernel";
import { makeTeam, type TestTeam, testDatabase } from "@millrace/testing";
import { beforeEach, expect, test } from "vitest";

const MAIN = resolve(import.meta.dirname, "main.ts");
const TIMEOUT_MS = 60_000;

const db = await testDatabase();
let home = "";
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), "millrace-verify-"));
  await db.sql("DELETE FROM teams");
  return () => rm(home, { recursive: true });
});

type Ran = { code: number; out: string; err: string };

/** The command as a process of its own, with the database's URL like an operator's. */
function audit(...args: string[]): Promise<Ran> {
  const env = serviceEnvironment({ MILLRACE_HOME: home, DATABASE_URL: db.ownerUrl });
  return new Promise((settle) => {
    execFile(process.execPath, [MAIN, ...args], { env, timeout: TIMEOUT_MS }, (error, out, err) => {
      settle({ code: typeof error?.code === "number" ? error.code : error === null ? 0 : -1, out, err });
    });
  });
}

async function teamWithEntries(count: number): Promise<TestTeam> {
  const team = await makeTeam(db);
  for (let number = 0; number < count; number++) {
    const entry = {
      verb: "key.create",
      subjectType: "key",
      subjectId: newId(),
      after: { name: `key ${number}` },
    };
    await db.database.inTeam(team.teamId, (tx) => recordAudit(tx, team.as("owner"), entry));
  }
  return team;
}

test("logs that nobody touched are whole, again and again", { timeout: TIMEOUT_MS }, async () => {
  const team = await teamWithEntries(3);
  const first = await audit();
  expect(first).toMatchObject({ code: 0, err: "" });
  expect(first.out).toMatch(new RegExp(`✓ ${team.handle} +3 entries, whole\\n +head 3 [0-9a-f]{64}\\n`));
  const again = await audit();
  expect(again).toMatchObject({ code: 0 });
  expect(again.out).toMatch(/3 entries, whole, as anchored on .* up to 3\n/);
  expect(again.out).toContain("1 whole, 0 broken");
});

test("a row that was changed by hand is found, and the others' logs are not", {
  timeout: TIMEOUT_MS,
}, async () => {
  const [changed, other] = [await teamWithEntries(3), await teamWithEntries(1)];
  await db.sql(
    "UPDATE audit_entries SET actor_label = 'eve@example.test' WHERE team_id = $1 AND sequence = 2",
    [changed.teamId],
  );
  const { code, out } = await audit();
  expect(code).toBe(1);
  expect(out).toMatch(new RegExp(`✗ ${changed.handle} +entry 2 was changed; entry 1 is as it was written`));
  expect(out).toMatch(new RegExp(`✓ ${other.handle} +1 entry, whole`));
  expect(out).toContain("1 whole, 1 broken");
});

test("an end that is cut off after a check is found by the next", { timeout: TIMEOUT_MS }, async () => {
  const team = await teamWithEntries(3);
  expect((await audit()).code).toBe(0);
  await db.sql("DELETE FROM audit_entries WHERE team_id = $1 AND sequence = 3", [team.teamId]);
  const found = await audit();
  expect(found.code).toBe(1);
  expect(found.out).toContain("entry 3 is missing; entries 1 to 2 are as they were written");
  expect((await audit()).code).toBe(1);
});

test("a team that disappears from under its log is found", { timeout: TIMEOUT_MS }, async () => {
  const team = await teamWithEntries(2);
  expect((await audit()).code).toBe(0);
  await db.sql("DELETE FROM teams WHERE id = $1", [team.teamId]);
  expect(await audit()).toMatchObject({
    code: 1,
    out: expect.stringContaining("there is no such team any more"),
  });
});

test("an option that is none is refused, and help is given", { timeout: TIMEOUT_MS }, async () => {
  expect(await audit("--fix")).toMatchObject({ code: 1, err: expect.stringContaining("no option --fix") });
  expect(await audit("--help")).toMatchObject({ code: 0, out: expect.stringContaining("pnpm audit:verify") });
});
