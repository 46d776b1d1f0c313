import { chmod, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { type GraphPlan, openGraphCache } from "./graph-cache.ts";
import { GRAPH_FILES } from "./graph-files.ts";

const traits = "runtime 1, processor 1";

async function scratch() {
  const root = await mkdtemp(path.join(tmpdir(), "millrace-graphs-"));
  onTestFinished(() => rm(root, { recursive: true, force: true }));
  let saved = 0;
  return {
    folder: path.join(root, "graphs"),
    /** An original model with these bytes. */
    original: async (name: string, bytes: string) => {
      await writeFile(path.join(root, name), bytes);
      return path.join(root, name);
    },
    /** What a process would have saved. */
    save: async (
      files: Record<string, string> = { [GRAPH_FILES.graph]: "graph", [GRAPH_FILES.weights]: "weights" },
    ) => {
      saved += 1;
      const folder = path.join(root, `saved-${saved}`);
      await mkdir(folder);
      for (const [name, bytes] of Object.entries(files)) await writeFile(path.join(folder, name), bytes);
      return folder;
    },
  };
}

function keyOf(plan: GraphPlan): string {
  if (plan.kind === "original") throw new Error("the plan has no key");
  return plan.key;
}

test("the first load saves, and later ones open what it saved, in this engine and the next", async () => {
  const { folder, original, save } = await scratch();
  const cache = await openGraphCache({ folder, traits });
  const files = [await original("a.onnx", "abc")];
  const first = await cache.plan(files);
  expect(first.kind).toBe("saving");
  await cache.keep(keyOf(first), await save());
  for (const engine of [cache, await openGraphCache({ folder, traits })]) {
    const plan = await engine.plan(files);
    if (plan.kind !== "cached") throw new Error(plan.kind);
    expect(await readFile(plan.onnxFile, "utf8")).toBe("graph");
  }
});

test("other bytes, other external data, another machine: none of them is served this entry", async () => {
  const { folder, original, save } = await scratch();
  const cache = await openGraphCache({ folder, traits });
  const [graph, data] = [await original("a.onnx", "abc"), await original("a.data", "1")];
  await cache.keep(keyOf(await cache.plan([graph, data])), await save());
  const same = await original("copy.onnx", "abc");
  expect((await cache.plan([same, data])).kind).toBe("cached");
  expect((await cache.plan([await original("b.onnx", "abd"), data])).kind).toBe("saving");
  expect((await cache.plan([graph, await original("b.data", "2")])).kind).toBe("saving");
  await writeFile(graph, "abd");
  expect((await cache.plan([graph])).kind).toBe("saving");
  const elsewhere = await openGraphCache({ folder, traits: "runtime 2, processor 1" });
  expect((await elsewhere.plan([same, data])).kind).toBe("saving");
});

test.each([
  ["one changed byte", (file: string) => writeFile(file, "weight5")],
  ["a truncated file", (file: string) => writeFile(file, "")],
  ["a missing file", (file: string) => rm(file)],
])("an entry with %s is not opened but made anew", async (_, spoil) => {
  const { folder, original, save } = await scratch();
  const cache = await openGraphCache({ folder, traits });
  const files = [await original("a.onnx", "abc")];
  const key = keyOf(await cache.plan(files));
  await cache.keep(key, await save());
  expect((await cache.plan(files)).kind).toBe("cached");
  const weights = path.join(folder, key, GRAPH_FILES.weights);
  await chmod(weights, 0o600);
  await spoil(weights);
  expect((await cache.plan(files)).kind).toBe("saving");
  expect(await readdir(folder)).toEqual([]);
});

test("while one process saves a graph, others just open the original", async () => {
  const { folder, original } = await scratch();
  const cache = await openGraphCache({ folder, traits });
  const files = [await original("a.onnx", "abc")];
  const first = await cache.plan(files);
  expect((await cache.plan(files)).kind).toBe("original");
  cache.release(keyOf(first));
  expect((await cache.plan(files)).kind).toBe("saving");
});

test("what did not open is gone and made anew, but not for ever", async () => {
  const { folder, original, save } = await scratch();
  const cache = await openGraphCache({ folder, traits });
  const files = [await original("a.onnx", "abc")];
  for (let time = 0; time < 3; time += 1) {
    const plan = await cache.plan(files);
    expect(plan.kind).toBe("saving");
    await cache.keep(keyOf(plan), await save());
    await cache.discard(keyOf(plan));
    expect(await readdir(folder)).toEqual([]);
  }
  expect((await cache.plan(files)).kind).toBe("original");
});

test("a process that left links or strange files instead of a graph leaves nothing in the cache", async () => {
  const { folder, original, save } = await scratch();
  const cache = await openGraphCache({ folder, traits });
  const linked = await save({});
  await symlink("/etc/hostname", path.join(linked, GRAPH_FILES.graph));
  const strange = await save({ [GRAPH_FILES.graph]: "graph", "other.so": "code" });
  for (const [index, saved] of [linked, strange, await save({})].entries()) {
    const files = [await original(`${index}.onnx`, `${index}`)];
    await cache.keep(keyOf(await cache.plan(files)), saved);
    expect((await cache.plan(files)).kind).toBe("saving");
  }
  expect(await readdir(folder)).toEqual([]);
});

test("the cache stays within its bytes, and what was used longest ago goes first", async () => {
  const { folder, original, save } = await scratch();
  const cache = await openGraphCache({ folder, traits, bytesMax: 5_000 });
  const models = await Promise.all(["a", "b", "c"].map((name) => original(`${name}.onnx`, name)));
  const load = async (file: string) => {
    const plan = await cache.plan([file]);
    if (plan.kind === "saving")
      await cache.keep(plan.key, await save({ [GRAPH_FILES.graph]: "x".repeat(2_000) }));
    return plan.kind;
  };
  const [a = "", b = "", c = ""] = models;
  expect([await load(a), await load(b), await load(a), await load(c)]).toEqual([
    "saving",
    "saving",
    "cached",
    "saving",
  ]);
  expect((await readdir(folder)).length).toBe(2);
  expect([await load(a), await load(c), await load(b)]).toEqual(["cached", "cached", "saving"]);
});

test("a model that would fill the cache alone is opened as it is", async () => {
  const { folder, original } = await scratch();
  const cache = await openGraphCache({ folder, traits, bytesMax: 1_000 });
  expect((await cache.plan([await original("a.onnx", "x".repeat(251))])).kind).toBe("original");
});

test("half an entry that a killed engine left is cleared away, and a missing model is no reason to fail", async () => {
  const { folder } = await scratch();
  await mkdir(path.join(folder, "new-half"), { recursive: true });
  const cache = await openGraphCache({ folder, traits });
  expect(await readdir(folder)).toEqual([]);
  expect(await cache.plan(["/nowhere/model.onnx"])).toEqual({ kind: "original" });
});

test("a graph that cannot be taken in harms nobody: the next one is", async () => {
  const { folder, original, save } = await scratch();
  const cache = await openGraphCache({ folder, traits });
  const [one, other] = [await original("a.onnx", "abc"), await original("b.onnx", "abd")];
  const [first, second] = [await cache.plan([one]), await cache.plan([other])];
  // Neither taken in nor removed.
  await rm(folder, { recursive: true });
  await writeFile(folder, "no folder");
  await cache.keep(keyOf(first), await save());
  await rm(folder);
  await mkdir(folder);
  await cache.keep(keyOf(second), await save());
  expect([(await cache.plan([one])).kind, (await cache.plan([other])).kind]).toEqual(["saving", "cached"]);
});
