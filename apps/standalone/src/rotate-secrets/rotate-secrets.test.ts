import { type ChildProcess, execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { loadStandaloneConfig, serviceEnvironment } from "@millrace/config";
import { systemClock as clock, newId } from "@millrace/kernel";
import { checkKeys, createSecrets, openKeyRing } from "@millrace/secrets";
import { testDatabase } from "@millrace/testing";
import { beforeEach, expect, test } from "vitest";
import { openHome } from "../home.ts";

const MAIN = resolve(import.meta.dirname, "main.ts");
const TIMEOUT_MS = 60_000;

const db = await testDatabase();
let home = "";
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), "millrace-rotate-"));
  await db.sql("DELETE FROM data_keys");
  return () => rm(home, { recursive: true });
});

type Ran = { code: number; out: string; err: string };
type Variables = Parameters<typeof serviceEnvironment>[0];

const environment = (more: Variables = {}) =>
  serviceEnvironment({ MILLRACE_HOME: home, DATABASE_URL: db.ownerUrl, ...more });

/** The command as a process of its own, with the database's URL like an operator's. */
function rotate(args: string[] = [], more: Variables = {}): Promise<Ran> {
  return new Promise((settle) => {
    execFile(
      process.execPath,
      [MAIN, ...args],
      { env: environment(more), timeout: TIMEOUT_MS },
      (error, out, err) => {
        settle({ code: typeof error?.code === "number" ? error.code : error === null ? 0 : -1, out, err });
      },
    );
  });
}

const keyFile = () => join(home, "encryption.keys");
const keysInFile = async () =>
  (await readFile(keyFile(), "utf8")).split("\n").filter((line) => line !== "" && !line.startsWith("#"));
const secrets = () => createSecrets({ keys: openKeyRing({ kind: "file", path: keyFile() }), clock });

/** Values of so many owners, so that there is something to be killed in the middle of. */
async function sealFor(owners: number) {
  const instance = secrets();
  return db.database.inSystem(async (tx) => {
    const kept = [];
    for (let number = 0; number < owners; number++) {
      const place = { owner: newId(), purpose: "test", id: newId() };
      kept.push({ place, sealed: await instance.seal(tx, place, place.id) });
    }
    return kept;
  });
}

async function expectAllOpen(kept: Awaited<ReturnType<typeof sealFor>>): Promise<void> {
  const instance = secrets();
  await db.database.inSystem(async (tx) => {
    for (const { place, sealed } of kept) expect(await instance.open(tx, place, sealed)).toBe(place.id);
  });
}

test("the command rotates on a folder of its own, and says what it did", {
  timeout: TIMEOUT_MS,
}, async () => {
  await (await openHome(loadStandaloneConfig({ MILLRACE_HOME: home }))).close();
  const [before] = await keysInFile();
  const kept = await sealFor(3);
  const first = await rotate();
  expect(first).toMatchObject({ code: 0, err: "" });
  expect(first.out).toMatch(/3 data keys wrapped anew under key [0-9a-f]{16}\n +3 data keys in all/);
  expect(first.out).toContain("retired and gone from the key file");
  const [after, ...others] = await keysInFile();
  expect(others).toEqual([]);
  expect(after).not.toBe(before);
  for (const key of [before, after]) expect(`${first.out}${first.err}`).not.toContain(key);
  const renewed = await rotate(["--data-keys"]);
  expect(renewed.out).toContain("3 data keys made in place of others");
  await expectAllOpen(kept);
});

test("killed at any moment it leaves everything readable, and is ended by the next run", {
  timeout: 2 * TIMEOUT_MS,
}, async () => {
  await (await openHome(loadStandaloneConfig({ MILLRACE_HOME: home }))).close();
  const kept = await sealFor(400);
  for (const rewrappedMin of [0, 1, 150, 399]) {
    const [newestBefore] = await keysInFile();
    const child: ChildProcess = spawn(process.execPath, [MAIN], { env: environment(), stdio: "ignore" });
    const ended = once(child, "exit");
    await expect
      .poll(
        async () => {
          if ((await keysInFile()).length === 1) return child.exitCode === null ? -1 : 400;
          return rewrapped();
        },
        { timeout: TIMEOUT_MS, interval: 1 },
      )
      .toBeGreaterThanOrEqual(rewrappedMin);
    child.kill("SIGKILL");
    await ended;
    await expectAllOpen(kept);
    expect(await rotate()).toMatchObject({ code: 0 });
    expect(await keysInFile()).toHaveLength(1);
    expect(await keysInFile()).not.toContain(newestBefore);
    await expectAllOpen(kept);
  }

  async function rewrapped(): Promise<number> {
    const [newest] = await openKeyRing({ kind: "file", path: keyFile() }).read();
    const [row] = await db.sql("SELECT count(*)::int AS count FROM data_keys WHERE wrapped_by = $1", [
      newest.id,
    ]);
    return Number(row?.count);
  }
});

test("two at once: one rotates, the other says so; nothing is lost", { timeout: TIMEOUT_MS }, async () => {
  await (await openHome(loadStandaloneConfig({ MILLRACE_HOME: home }))).close();
  const kept = await sealFor(200);
  const runs = await Promise.all([rotate(), rotate()]);
  expect(runs.map(({ code }) => code)).toContain(0);
  for (const { code, err } of runs) if (code !== 0) expect(err).toMatch(/already|starting/);
  expect(await keysInFile()).toHaveLength(1);
  await expectAllOpen(kept);
});

test("keys of the environment are used as given, and the one to remove is named", {
  timeout: TIMEOUT_MS,
}, async () => {
  const [older, newer] = ["the-older-key-of-the-operator-123456", "the-newer-key-of-the-operator-123456"];
  await checkKeys({ database: db.database, clock }, openKeyRing({ kind: "given", keys: [older] }));
  const given = { ENCRYPTION_KEY: newer, ENCRYPTION_KEYS_PREVIOUS: older };
  const ran = await rotate([], given);
  expect(ran).toMatchObject({ code: 0 });
  expect(ran.out).toMatch(/Key [0-9a-f]{16} wraps nothing any more: remove it/);
  await checkKeys({ database: db.database, clock }, openKeyRing({ kind: "given", keys: [newer] }));
  await expect(readFile(keyFile())).rejects.toThrow(/ENOENT/);
});

test("a lost key is told, and what it wrapped is given up only when asked", {
  timeout: TIMEOUT_MS,
}, async () => {
  const lost = openKeyRing({ kind: "given", keys: ["a-key-that-somebody-has-lost-1234567"] });
  await checkKeys({ database: db.database, clock }, lost);
  const told = await rotate();
  expect(told).toMatchObject({ code: 1, err: expect.stringContaining("which is not here") });
  expect((await rotate(["--give-up-lost"])).out).toContain("1 data key given up");
});

test("an option that is none is refused, and help is given", { timeout: TIMEOUT_MS }, async () => {
  expect(await rotate(["--force"])).toMatchObject({ code: 1, err: expect.stringContaining("--force") });
  expect(await rotate(["--help"])).toMatchObject({ code: 0, out: expect.stringContaining("--data-keys") });
});
