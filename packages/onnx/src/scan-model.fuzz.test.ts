import { getHeapStatistics } from "node:v8";
import fc from "fast-check";
import { expect, test } from "vitest";
import { anyModel } from "./any-model.fixture.ts";
import {
  buildGraph,
  buildModel,
  floatTensor,
  int64Tensor,
  localFunction,
  node,
  operatorSet,
  rawTensor,
  valueInfo,
} from "./build-model.ts";
import { mutateModel } from "./mutate-model.ts";
import { quantizeDynamic } from "./quantize-dynamic.ts";
import { scanModel } from "./scan-model.ts";
import type { Model } from "./schema/messages.ts";
import { DATA_TYPE } from "./tensor.ts";
import { writeModel } from "./write-model.ts";

const MUTANTS = 10_000;
const CPU_MS_MAX = 50;
const ALLOCATED_MAX = 64 * 2 ** 20;

/** One of everything that the scan looks at. */
function seed(): Model {
  const body = buildGraph({
    nodes: [node("Identity", ["condition_in"], ["condition_out"])],
    inputs: [valueInfo("trip", [], DATA_TYPE.INT64), valueInfo("condition_in", [], DATA_TYPE.BOOL)],
    outputs: [valueInfo("condition_out", [], DATA_TYPE.BOOL)],
  });
  const call = node("Twice", ["z"], ["y"]);
  call.domain = "local";
  return buildModel(
    {
      nodes: [
        node("ConstantOfShape", ["shape"], ["c"]),
        node("MatMul", ["x", "w"], ["p"]),
        node("Add", ["p", "c"], ["q"]),
        node("Concat", ["q", "q"], ["r"], { axis: 0n }),
        node("Reshape", ["r", "shape"], ["s"]),
        node("Loop", ["trips", "go"], [], { body }),
        node("Gemm", ["s", "w"], ["z"], { transB: 1n, alpha: 0.5 }),
        call,
      ],
      inputs: [valueInfo("x", ["batch", 2])],
      outputs: [valueInfo("y", ["batch", 2])],
      initializers: [
        floatTensor("w", [2, 2], [1, 2, 3, 4]),
        int64Tensor("shape", [2], [4n, 2n]),
        int64Tensor("trips", [], [3n]),
        rawTensor("go", [], DATA_TYPE.BOOL, Uint8Array.of(1)),
      ],
    },
    {
      opsetImport: [operatorSet("", 16n), operatorSet("local", 1n)],
      functions: [
        localFunction("local", "Twice", {
          inputs: ["a"],
          outputs: ["b"],
          nodes: [node("Add", ["a", "a"], ["b"])],
        }),
      ],
    },
  );
}

/** Scans, and quantizes what was accepted; gives what it cost. */
function scanAndMeasure(bytes: Uint8Array): { kind: string; cpuMs: number; allocated: number } {
  const allocatedBefore = getHeapStatistics().total_allocated_bytes;
  const before = process.threadCpuUsage();
  const scan = scanModel(bytes);
  if (scan.kind === "accepted") quantizeDynamic(scan.model, { embeddings: "quantize" });
  const { user, system } = process.threadCpuUsage(before);
  const allocated = getHeapStatistics().total_allocated_bytes - allocatedBefore;
  return { kind: scan.kind, cpuMs: (user + system) / 1_000, allocated };
}

function check(arbitrary: fc.Arbitrary<Uint8Array>, numRuns: number): Map<string, number> {
  const kinds = new Map<string, number>();
  fc.assert(
    fc.property(arbitrary, (bytes) => {
      const { kind, cpuMs, allocated } = scanAndMeasure(bytes);
      kinds.set(kind, (kinds.get(kind) ?? 0) + 1);
      expect(cpuMs).toBeLessThan(CPU_MS_MAX);
      expect(allocated).toBeLessThan(ALLOCATED_MAX);
    }),
    { numRuns },
  );
  return kinds;
}

test("random bytes are refused, quickly and cheaply", () => {
  const kinds = check(fc.uint8Array({ maxLength: 4_096 }), 2_000);
  expect([...kinds.keys()]).toEqual(["refused"]);
});

test("models that make no sense are decided on, quickly and cheaply", () => {
  expect(check(anyModel.map(writeModel), 1_000).get("refused")).toBeGreaterThan(500);
});

const SEED = writeModel(seed());

const byteMutants = fc
  .array(
    fc.record({
      kind: fc.constantFrom("set", "insert", "remove", "copy"),
      at: fc.nat(SEED.length - 1),
      length: fc.integer({ min: 1, max: 40 }),
      value: fc.nat(255),
    }),
    { minLength: 1, maxLength: 4 },
  )
  .map((mutations) =>
    mutations.reduce(
      (bytes, { kind, at, length, value }) => {
        const [head, tail] = [bytes.slice(0, at), bytes.slice(at)];
        if (kind === "set") return bytes.with(Math.min(at, bytes.length - 1), value);
        if (kind === "insert") return [...head, value, ...tail];
        if (kind === "remove") return [...head, ...tail.slice(length)];
        return [...head, ...tail.slice(0, length), ...tail];
      },
      [...SEED],
    ),
  )
  .map((bytes) => Uint8Array.from(bytes));

test("the seed of the mutants is accepted, so that they start at the core", () => {
  expect(scanModel(SEED).kind).toBe("accepted");
});

test(`${MUTANTS} mutants of bytes are decided on, quickly and cheaply`, { timeout: 120_000 }, () => {
  const kinds = check(byteMutants, MUTANTS);
  expect(kinds.get("refused")).toBeGreaterThan(MUTANTS / 2);
  expect(kinds.get("accepted")).toBeGreaterThan(10);
});

/** Changes to the decoded graph: well-formed files, most of them, that mean something else. */
const graphMutants = fc.integer().map((number) => mutateModel(SEED, number));

test(`${MUTANTS} mutants of the graph are decided on, quickly and cheaply`, { timeout: 120_000 }, () => {
  const kinds = check(graphMutants, MUTANTS);
  expect(kinds.get("refused")).toBeGreaterThan(MUTANTS / 2);
  expect(kinds.get("accepted")).toBeGreaterThan(MUTANTS / 50);
});
