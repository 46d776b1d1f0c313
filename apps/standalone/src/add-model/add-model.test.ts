import { mkdtemp, readdir, rm, stat } from "node:fs/promises";
import { hostname, tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { getModel, int8FileIn } from "@millrace/catalog";
import { registerNode } from "@millrace/deployments";
import { fakeClock, makeTeam, testDatabase } from "@millrace/testing";
import { afterAll, expect, test } from "vitest";
import { measureModel, registerFolder } from "./add-model.ts";

const MODELS = resolve(import.meta.dirname, "../../../../models");
/** Measuring lets everything else on the machine go first. */
const TIMEOUT_MS = 120_000;

const db = await testDatabase();
const clock = fakeClock();
const homeFolder = await mkdtemp(join(tmpdir(), "millrace-add-"));
afterAll(() => rm(homeFolder, { recursive: true }));
const parts = { database: db.database, homeFolder, clock };
const order = {
  folder: join(MODELS, "millrace-langid"),
  name: "languages",
  title: "Which language",
  task: undefined,
};

test("a model that is added is measured as this machine's node would, which then need not", {
  timeout: TIMEOUT_MS,
}, async () => {
  const machine = { name: hostname(), cores: 2, memoryBytes: 2 ** 33, isolation: "none" } as const;
  await registerNode({ database: db.database, clock }, machine);
  const added = await registerFolder(parts, order);
  expect(added).toMatchObject({ name: "languages", task: "text-classification", isNew: true });
  const profiles = await measureModel(parts, added, "auto");
  expect(profiles.map(({ variant, reason }) => [variant, reason])).toEqual([
    ["fp32", null],
    ["int8", null],
  ]);
  const viewer = (await makeTeam(db, clock)).as("viewer");
  const model = await getModel(viewer, "languages");
  expect(model).toMatchObject({ title: "Which language", version: { digest: added.version.digest } });
  expect(model.profiles.map(({ nodeName, variant }) => [nodeName, variant]).sort()).toEqual([
    [hostname(), "fp32"],
    [hostname(), "int8"],
  ]);
  expect((await stat(int8FileIn(homeFolder, added.version.digest))).size).toBeGreaterThan(1_000_000);
  expect((await readdir(homeFolder)).sort()).toEqual(["models", "variants"]);
  expect(await registerFolder(parts, order)).toMatchObject({ isNew: false, version: added.version });
});

test("a folder that is not there is told by the path that was looked at", async () => {
  const missing = registerFolder(parts, { ...order, folder: "nowhere/at/all" });
  await expect(missing).rejects.toMatchObject({
    code: "standalone.no_such_folder",
    message: expect.stringContaining(resolve("nowhere/at/all")),
  });
});
