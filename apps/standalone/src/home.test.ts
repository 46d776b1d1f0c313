import { mkdir, mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
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
