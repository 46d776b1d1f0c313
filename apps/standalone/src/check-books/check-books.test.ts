import { execFile } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { grantCredit } from "@millrace/billing";
import { serviceEnvironment } from "@millrace/config";
import { fakeClock, makeTeam, testDatabase } from "@millrace/testing";
import { beforeEach, expect, test } from "vitest";

const MAIN = resolve(import.meta.dirname, "main.ts");
const TIMEOUT_MS = 60_000;

const db = await testDatabase();
let home = "";
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), "millrace-books-"));
  return () => rm(home, { recursive: true });
});

type Ran = { code: number; out: string; err: string };

/** The command as a process of its own, with the database's URL like an operator's. */
function books(...args: string[]): Promise<Ran> {
  const env = serviceEnvironment({ MILLRACE_HOME: home, DATABASE_URL: db.ownerUrl });
  return new Promise((settle) => {
    execFile(process.execPath, [MAIN, ...args], { env, timeout: TIMEOUT_MS }, (error, out, err) => {
      settle({ code: typeof error?.code === "number" ? error.code : error === null ? 0 : -1, out, err });
    });
  });
}

test("books that balance are said to, and what somebody changed by hand is named", {
  timeout: TIMEOUT_MS,
}, async () => {
  const [changed, other] = [await makeTeam(db), await makeTeam(db)];
  const grants = [changed, other].map(({ teamId }) =>
    grantCredit(
      { database: db.database, clock: fakeClock() },
      { teamId, kind: "paid", name: "Pack", amountPico: 5n * 10n ** 12n, operationId: "pack" },
    ),
  );
  const [grant] = await Promise.all(grants);
  expect(await books()).toMatchObject({
    code: 0,
    err: "",
    out: expect.stringContaining("2 balanced, 0 differing"),
  });

  await db.sql("UPDATE credit_grants SET used_pico = 1 WHERE id = $1", [grant?.id]);
  const { code, out } = await books();
  expect(code).toBe(1);
  expect(out).toMatch(new RegExp(`✗ ${changed.handle} .*0 USD\n`));
  expect(out).toContain(`credit ${grant?.id}: the ledger drew 0, it says 0.000000000001 USD`);
  expect(out).toMatch(new RegExp(`✓ ${other.handle} `));
  expect(out).toContain("1 balanced, 1 differing");
});

test("an option that is none is refused, and help is given", { timeout: TIMEOUT_MS }, async () => {
  expect(await books("--fix")).toMatchObject({ code: 1, err: expect.stringContaining("no option --fix") });
  expect(await books("--help")).toMatchObject({ code: 0, out: expect.stringContaining("pnpm books") });
});
