import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { newId } from "@millrace/kernel";
import type { LearnedCost } from "@millrace/serving";
import { expect, onTestFinished, test } from "vitest";
import { openLearnedCosts } from "./learned-costs.ts";

const spec = { id: newId(), modelFolder: "/models/a", threadsPerReplica: 1 };
const knowing = (id: string, cost: object) => ({
  costOf: (asked: string) => (asked === id ? (cost as LearnedCost) : null),
});

async function scratch(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "millrace-costs-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

test("what was learned is there after a restart, for what runs the same as before", async () => {
  const folder = await scratch();
  const before = await openLearnedCosts(folder);
  expect(before.recall(spec)).toBeUndefined();
  await before.save(knowing(spec.id, { pace: 2 }), [spec.id]);
  const after = await openLearnedCosts(folder);
  expect(after.recall(spec)).toEqual({ pace: 2 });
  expect(after.recall({ ...spec, threadsPerReplica: 2 })).toBeUndefined();
  expect(after.recall({ ...spec, onnxFile: "/variants/a/model.onnx" })).toBeUndefined();
  expect(after.recall({ ...spec, modelFolder: "/models/b" })).toBeUndefined();
  expect(after.recall({ ...spec, id: newId() })).toBeUndefined();
});

test("the file of a deployment that is gone goes too, and the others stay", async () => {
  const folder = await scratch();
  const costs = await openLearnedCosts(folder);
  const other = { ...spec, id: newId() };
  for (const { id } of [spec, other]) {
    costs.recall({ ...spec, id });
    await costs.save(knowing(id, { pace: 1 }), [spec.id, other.id]);
  }
  expect(await readdir(folder)).toHaveLength(2);
  await costs.save(knowing(spec.id, { pace: 1 }), [spec.id]);
  expect(await readdir(folder)).toEqual([`${spec.id}.json`]);
});

test("a file that is broken or none of ours is no reason not to start", async () => {
  const folder = await scratch();
  for (const [name, text] of [
    [`${spec.id}.json`, "{"],
    ["x.json", "[]"],
    ["half.json.new", ""],
  ] as const) {
    await writeFile(join(folder, name), text);
  }
  const costs = await openLearnedCosts(folder);
  expect(costs.recall(spec)).toBeUndefined();
  await costs.save(knowing(spec.id, { pace: 3 }), [spec.id]);
  expect(await readdir(folder)).toEqual([`${spec.id}.json`]);
  expect((await openLearnedCosts(folder)).recall(spec)).toEqual({ pace: 3 });
});
