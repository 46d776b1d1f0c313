import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { loadStandaloneConfig } from "@millrace/config";
import { afterEach, beforeEach, expect, test } from "vitest";
import { openHome } from "./home.ts";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "millrace-home-"));
});
afterEach(() => rm(folder, { recursive: true }));

const open = () => openHome(loadStandaloneConfig({ MILLRACE_HOME: folder }));

test("a data folder belongs to one Millrace at a time, and to the next as soon as it is closed", async () => {
  const attempts = await Promise.allSettled([open(), open(), open()]);
  const opened = attempts.flatMap((attempt) => (attempt.status === "fulfilled" ? [attempt.value] : []));
  expect(opened).toHaveLength(1);
  await expect(open()).rejects.toMatchObject({
    code: "standalone.home_busy",
    message: expect.stringContaining(`process ${process.pid}`),
  });
  await opened[0]?.close();
  await (await open()).close();
});

test("secrets are made once, kept, and readable by their owner only", async () => {
  const first = await open();
  await first.close();
  const second = await open();
  expect(second.secrets).toEqual(first.secrets);
  expect((await stat(second.path("secrets.json"))).mode & 0o777).toBe(0o600);
  await second.close();
});

test("secrets that are there and cannot be read are never replaced", async () => {
  await writeFile(join(folder, "secrets.json"), "{ torn");
  await expect(open()).rejects.toMatchObject({ code: "standalone.home_unusable" });
  expect(await readFile(join(folder, "secrets.json"), "utf8")).toBe("{ torn");
});

test("a folder that cannot be used says so, not that another Millrace has it", async () => {
  await mkdir(join(folder, "lock.sqlite"));
  await expect(open()).rejects.toMatchObject({ code: "standalone.home_unusable" });
});

const KEY_FROM_BEFORE = "a-key-from-before-keys-had-a-file-1234";

test("the key of a folder from before moves into the key file, once, and nothing else changes", async () => {
  const before = { sessionSecret: "s".repeat(43), encryptionKey: KEY_FROM_BEFORE, databasePassword: "d" };
  await writeFile(join(folder, "secrets.json"), JSON.stringify(before));
  await writeFile(join(folder, "format.json"), JSON.stringify({ format: 1 }));
  const home = await open();
  expect(home.secrets).toEqual({ sessionSecret: before.sessionSecret, databasePassword: "d" });
  expect(home.encryption).toEqual({ kind: "file", path: join(folder, "encryption.keys") });
  await home.close();
  const keys = await readFile(join(folder, "encryption.keys"), "utf8");
  expect(keys.split("\n")).toContain(KEY_FROM_BEFORE);
  expect((await stat(join(folder, "encryption.keys"))).mode & 0o777).toBe(0o600);
  expect(await readFile(join(folder, "secrets.json"), "utf8")).not.toContain(KEY_FROM_BEFORE);
  await (await open()).close();
  expect(await readFile(join(folder, "encryption.keys"), "utf8")).toBe(keys);
});

test("a move that was cut short is finished by the next start, with the same key", async () => {
  await (await open()).close();
  const keys = await readFile(join(folder, "encryption.keys"), "utf8");
  const secrets = JSON.parse(await readFile(join(folder, "secrets.json"), "utf8"));
  await writeFile(
    join(folder, "secrets.json"),
    JSON.stringify({ ...secrets, encryptionKey: KEY_FROM_BEFORE }),
  );
  await (await open()).close();
  expect(await readFile(join(folder, "encryption.keys"), "utf8")).toBe(keys);
  expect(await readFile(join(folder, "secrets.json"), "utf8")).not.toContain(KEY_FROM_BEFORE);
});

test("keys that an operator gives stay out of the folder", async () => {
  const config = loadStandaloneConfig({ MILLRACE_HOME: folder, ENCRYPTION_KEY: KEY_FROM_BEFORE });
  const home = await openHome(config);
  await home.close();
  expect(home.encryption).toEqual({ kind: "given", keys: [KEY_FROM_BEFORE] });
  for (const name of await readdir(folder))
    if (name.endsWith(".json") || name.endsWith(".keys"))
      expect(await readFile(join(folder, name), "utf8")).not.toContain(KEY_FROM_BEFORE);
});

test("a folder of a newer layout is left alone", async () => {
  await writeFile(join(folder, "format.json"), JSON.stringify({ format: 99 }));
  await expect(open()).rejects.toMatchObject({ code: "standalone.home_newer" });
});
