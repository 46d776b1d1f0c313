import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { DATA_TYPE, int64Tensor, node, valueInfo } from "@millrace/onnx";
import { expect, onTestFinished, test } from "vitest";
import { profileModel } from "./profile-model.ts";
import { EMBED_FOLDER, LANGID_FOLDER } from "./testing/specs.ts";
import { doubling, identity, tensorSpec } from "./testing/tensor-models.ts";

async function emptyFolder(): Promise<string> {
  const folder = await mkdtemp(path.join(tmpdir(), "millrace-profile-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  return folder;
}

test("a profile tells load, memory and speed, and leaves nothing behind", async () => {
  const workFolder = await emptyFolder();
  const profile = await profileModel(LANGID_FOLDER, { samples: 3, threads: 1, workFolder });
  expect(profile.points.map(({ rows, tokens }) => `${rows}×${tokens}`)).toContain("32×128");
  expect(profile.points.every(({ medianMs }) => medianMs > 0)).toBe(true);
  expect(profile.loadMs).toBeGreaterThan(0);
  expect(profile.memoryBytes).toBeGreaterThan(20 * 1_048_576);
  expect(await readdir(workFolder)).toEqual([]);
});

test("more rows take longer", async () => {
  const workFolder = await emptyFolder();
  const { points } = await profileModel(EMBED_FOLDER, { samples: 15, threads: 1, workFolder });
  const [one, many] = [1, 32].map((rows) =>
    points.find((point) => point.rows === rows && point.tokens === 8),
  );
  expect(many?.medianMs).toBeGreaterThan(one?.medianMs ?? Number.NaN);
});

test("a model of tensors is timed over numbers of rows, where it takes any", async () => {
  const workFolder = await emptyFolder();
  const { modelFolder } = await tensorSpec(doubling(64));
  const { points } = await profileModel(modelFolder, { samples: 3, threads: 1, workFolder });
  expect(points.map(({ rows, tokens }) => [rows, tokens])).toEqual([
    [1, 1],
    [8, 1],
    [32, 1],
    [128, 1],
  ]);
  const fixed = await tensorSpec(identity(DATA_TYPE.INT64, [3, 2]));
  const profile = await profileModel(fixed.modelFolder, { samples: 3, threads: 1, workFolder });
  expect(profile.points.map(({ rows }) => rows)).toEqual([1]);
});

test("a model of tensors that takes no made-up input is profiled without points", async () => {
  const workFolder = await emptyFolder();
  // Two dimensions that are both open, but not free of each other.
  const picky = {
    nodes: [node("Reshape", ["x", "shape"], ["y"])],
    inputs: [valueInfo("x", ["batch", "length"])],
    outputs: [valueInfo("y", [7, "rest"])],
    initializers: [int64Tensor("shape", [2], [7n, -1n])],
  };
  const { modelFolder } = await tensorSpec(picky);
  const { points, loadMs } = await profileModel(modelFolder, { samples: 3, threads: 1, workFolder });
  expect(points).toEqual([]);
  expect(loadMs).toBeGreaterThan(0);
});

test("a folder that is no model is refused, and no process is left", async () => {
  const workFolder = await emptyFolder();
  const profiled = profileModel(workFolder, { samples: 1, threads: 1, workFolder });
  await expect(profiled).rejects.toMatchObject({ kind: "invalid", code: "serving.model_unreadable" });
});
