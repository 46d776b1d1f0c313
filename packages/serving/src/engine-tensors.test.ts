import { DATA_TYPE, node, valueInfo } from "@millrace/onnx";
import { expect, test } from "vitest";
import { encodeTexts } from "./tensors/bytes-elements.ts";
import type { Datatype } from "./tensors/named-tensor.ts";
import { EMBED_SPEC, LANGID_SPEC } from "./testing/specs.ts";
import { cosine, startEngine, textOf } from "./testing/start-engine.ts";
import {
  doubling,
  floats,
  floatsOf,
  INFECTING,
  identity,
  int64s,
  LOOKUP,
  MIXING,
  SCALING,
  tensorSpec,
} from "./testing/tensor-models.ts";

const ID = "tensor-id";
const ALL = { outputs: null } as const;

/** An engine with one ready deployment. */
async function serve(...graph: Parameters<typeof tensorSpec>) {
  const started = await startEngine();
  await started.engine.apply(await tensorSpec(...graph));
  await started.allBecome(ID, "ready");
  return started;
}

test("a bare graph is served with the inputs and outputs that it declares", async () => {
  const { engine } = await serve(doubling(3));
  expect(engine.modelOf(ID)).toMatchObject({ task: "tensor" });
  expect(engine.portsOf(ID)).toEqual({
    inputs: [{ name: "x", datatype: "FP32", shape: [-1, 3] }],
    outputs: [{ name: "y", datatype: "FP32", shape: [-1, 3] }],
  });
  const answer = await engine.infer(ID, { inputs: [floats("x", [2, 3], [1, 2, 3, 4, 5, 6])], ...ALL });
  expect(answer).toMatchObject({ rows: 2, inputTokens: 0, timings: { paddingShare: 0 } });
  expect(answer.outputs).toMatchObject([{ name: "y", datatype: "FP32", shape: [2, 3] }]);
  expect(answer.outputs.map(floatsOf)).toEqual([[2, 4, 6, 8, 10, 12]]);
});

test("requests of any number of rows share batches, and each gets its own rows back", async () => {
  const { engine } = await serve(doubling(2));
  const requests = Array.from({ length: 60 }, (_, index) => {
    const rows = 1 + (index % 5);
    return floats("x", [rows, 2], Array(rows * 2).fill(index));
  });
  const answers = await Promise.all(requests.map((x) => engine.infer(ID, { inputs: [x], ...ALL })));
  for (const [index, { outputs, rows }] of answers.entries()) {
    expect(rows).toBe(1 + (index % 5));
    expect(outputs.map(floatsOf)).toEqual([Array(rows * 2).fill(2 * index)]);
  }
  expect(answers.some(({ timings, rows }) => timings.batchRows > rows)).toBe(true);
});

test("requests that share a batch get what they would get alone, texts among them", async () => {
  const { engine } = await serve({
    nodes: [node("Identity", ["text"], ["same"]), node("Add", ["x", "x"], ["y"])],
    inputs: [valueInfo("text", ["n", 2], DATA_TYPE.STRING), valueInfo("x", ["n"])],
    outputs: [valueInfo("y", ["n"]), valueInfo("same", ["n", 2], DATA_TYPE.STRING)],
  });
  const texts = (index: number) => encodeTexts([`${index}`, "é".repeat(index), "", "a b"]);
  const answers = await Promise.all(
    Array.from({ length: 20 }, (_, index) =>
      engine.infer(ID, {
        inputs: [
          floats("x", [2], [index, index + 0.5]),
          { name: "text", datatype: "BYTES", shape: [2, 2], data: texts(index) },
        ],
        outputs: ["same", "y"],
      }),
    ),
  );
  for (const [index, { outputs }] of answers.entries()) {
    expect(outputs.map(({ name, shape }) => ({ name, shape }))).toEqual([
      { name: "same", shape: [2, 2] },
      { name: "y", shape: [2] },
    ]);
    expect(Buffer.from(outputs[0]?.data ?? [])).toEqual(Buffer.from(texts(index)));
    expect(floatsOf(outputs[1] ?? floats("", [], []))).toEqual([2 * index, 2 * index + 1]);
  }
  expect(answers.some(({ timings }) => timings.batchRows > 2)).toBe(true);
});

test("a model whose rows change each other computes each request alone", async () => {
  const { engine } = await serve(MIXING);
  const answers = await Promise.all(
    Array.from({ length: 20 }, (_, index) =>
      engine.infer(ID, { inputs: [floats("x", [2, 2], [index, 0, 0, index])], ...ALL }),
    ),
  );
  for (const [index, { outputs, timings }] of answers.entries()) {
    const half = index / 2;
    expect(outputs.map(floatsOf)).toEqual([[half, -half, -half, half].map((value) => value + 0)]);
    expect(timings.batchRows).toBe(2);
  }
});

test.each([
  ["large numbers", SCALING, 1_000],
  ["what is no number", INFECTING, Number.NaN],
  ["what is endless", INFECTING, Number.POSITIVE_INFINITY],
] as const)(
  "a model that lets one row change others by %s computes each request alone",
  async (_, graph, wild) => {
    const { engine } = await serve(graph);
    const ask = (row: number[]) => engine.infer(ID, { inputs: [floats("x", [1, 2], row)], ...ALL });
    const answers = await Promise.all(
      Array.from({ length: 20 }, (__, index) => ask(index % 2 === 0 ? [wild, wild] : [0.25, 0.5])),
    );
    for (const [index, { outputs }] of answers.entries()) {
      if (index % 2 === 1) expect(outputs.map(floatsOf)).toEqual([[0.25, 0.5]]);
    }
  },
);

test("a model that gives another type than it declares does not become ready, and says why", async () => {
  const { engine, replicasBecome } = await startEngine();
  const lying = identity(DATA_TYPE.FLOAT);
  await engine.apply(
    await tensorSpec({ ...lying, outputs: [valueInfo("x", ["batch", 2], DATA_TYPE.INT64)] }),
  );
  const [replica] = await replicasBecome(ID, ([only]) => only?.state === "restarting");
  expect(replica?.reason).toBe("The model answered with something else than its graph declares.");
});

test("a dimension that the model declares below zero may be of any size", async () => {
  const { engine } = await serve(identity(DATA_TYPE.FLOAT, [-1, 2]));
  const { outputs } = await engine.infer(ID, { inputs: [floats("x", [2, 2], [1, 2, 3, 4])], ...ALL });
  expect(outputs.map(floatsOf)).toEqual([[1, 2, 3, 4]]);
});

const NUMBERS: [Datatype, number, Uint8Array][] = [
  ["BOOL", DATA_TYPE.BOOL, Uint8Array.of(0, 1)],
  ["UINT8", DATA_TYPE.UINT8, Uint8Array.of(0, 255)],
  ["INT8", DATA_TYPE.INT8, Uint8Array.of(0x80, 0x7f)],
  ["UINT16", DATA_TYPE.UINT16, bytesOf(Uint16Array.of(0, 65_535))],
  ["INT16", DATA_TYPE.INT16, bytesOf(Int16Array.of(-32_768, 32_767))],
  ["UINT32", DATA_TYPE.UINT32, bytesOf(Uint32Array.of(0, 2 ** 32 - 1))],
  ["INT32", DATA_TYPE.INT32, bytesOf(Int32Array.of(-(2 ** 31), 2 ** 31 - 1))],
  ["UINT64", DATA_TYPE.UINT64, bytesOf(BigUint64Array.of(2n ** 53n + 1n, 2n ** 64n - 1n))],
  ["INT64", DATA_TYPE.INT64, bytesOf(BigInt64Array.of(2n ** 53n + 1n, -(2n ** 63n)))],
  ["FP16", DATA_TYPE.FLOAT16, bytesOf(Uint16Array.of(0x3c01, 0xfc00))],
  ["FP32", DATA_TYPE.FLOAT, bytesOf(Float32Array.of(Number.NaN, Number.NEGATIVE_INFINITY))],
  ["FP64", DATA_TYPE.DOUBLE, bytesOf(Float64Array.of(Number.MIN_VALUE, Number.POSITIVE_INFINITY))],
  ["BYTES", DATA_TYPE.STRING, encodeTexts(["日本", ""])],
];

test.each(NUMBERS)("%s goes through bit by bit", async (datatype, dataType, data) => {
  const { engine } = await serve(identity(dataType));
  const x = { name: "x", datatype, shape: [1, 2], data };
  const { outputs } = await engine.infer(ID, { inputs: [x], ...ALL });
  expect(outputs).toMatchObject([{ name: "y", datatype, shape: [1, 2] }]);
  expect([...(outputs[0]?.data ?? [])]).toEqual([...data]);
});

test("a scalar, a tensor without elements and data at an odd place in memory are taken as they are", async () => {
  const scalar = await serve(identity(DATA_TYPE.FLOAT, []));
  const one = await scalar.engine.infer(ID, { inputs: [floats("x", [], [7])], ...ALL });
  expect(one).toMatchObject({ rows: 1, outputs: [{ shape: [] }] });
  expect(one.outputs.map(floatsOf)).toEqual([[7]]);

  const { engine } = await serve(doubling(2));
  const shifted = new Uint8Array(9);
  shifted.set(bytesOf(Float32Array.of(1, 2)), 1);
  const inputs = [
    floats("x", [0, 2], []),
    { ...floats("x", [1, 2], []), data: shifted.subarray(1) },
    floats("x", [1, 2], [3, 4]),
  ];
  const answers = await Promise.all(inputs.map((x) => engine.infer(ID, { inputs: [x], ...ALL })));
  expect(answers.map(({ outputs }) => outputs.map(floatsOf))).toEqual([[[]], [[2, 4]], [[6, 8]]]);
  expect(answers[0]?.outputs).toMatchObject([{ shape: [0, 2] }]);
});

test("what the runtime refuses is the caller's to mend, and its neighbours are answered", async () => {
  const { engine, replicasOf } = await serve(LOOKUP);
  const places = [0n, 1n, 5n, 1n];
  const outcomes = await Promise.allSettled(
    places.map((place) => engine.infer(ID, { inputs: [int64s("place", [1], [place])], ...ALL })),
  );
  expect(outcomes.map(({ status }) => status)).toEqual(["fulfilled", "fulfilled", "rejected", "fulfilled"]);
  expect(outcomes[2]).toMatchObject({ reason: { kind: "invalid", code: "serving.input_rejected" } });
  expect(outcomes[2]).toMatchObject({ reason: { message: expect.stringContaining("out of data bounds") } });
  expect(outcomes[2]).toMatchObject({ reason: { message: expect.not.stringMatching(/[/\\]\w+[/\\]/) } });
  expect(replicasOf(ID)[0]?.restarts).toBe(0);
});

test("a malformed request is refused by its place before anything is computed", async () => {
  const { engine } = await serve(doubling(2));
  const refused = (inputs: Parameters<typeof engine.infer>[1]["inputs"], outputs: string[] | null = null) =>
    expect(engine.infer(ID, { inputs, outputs })).rejects;
  const good = floats("x", [1, 2], [1, 2]);
  await refused([]).toMatchObject({
    code: "serving.input_missing",
    message: "`x` is missing. The model takes `x`.",
  });
  await refused([good, good]).toMatchObject({ code: "serving.input_repeated", param: "inputs[1]" });
  await refused([{ ...good, shape: [1, 3] }]).toMatchObject({ code: "serving.input_shape_wrong" });
  await refused([{ ...good, datatype: "FP64" }]).toMatchObject({ code: "serving.input_datatype_wrong" });
  await refused([good], ["z"]).toMatchObject({ code: "serving.output_unknown", param: "outputs[0]" });
  expect(engine.status()[0]?.figures.requestsPerSecond).toBe(0);
});

test("a model that reads text answers for tensors of texts as well", async () => {
  const { engine } = await startEngine();
  await engine.apply(EMBED_SPEC);
  expect(engine.portsOf("embed-id")).toEqual({
    inputs: [{ name: "text", datatype: "BYTES", shape: [-1] }],
    outputs: [{ name: "embedding", datatype: "FP32", shape: [-1, 384] }],
  });
  const texts = [textOf(3), textOf(9)];
  const text = { name: "text", datatype: "BYTES", shape: [2], data: encodeTexts(texts) } as const;
  const { outputs, rows, inputTokens } = await engine.infer("embed-id", { inputs: [text], ...ALL });
  const plain = await engine.embed("embed-id", { inputs: texts, truncate: false });
  expect([rows, inputTokens]).toEqual([2, plain.inputTokens]);
  expect(outputs).toMatchObject([{ name: "embedding", datatype: "FP32", shape: [2, 384] }]);
  const second = Float32Array.from(floatsOf(outputs[0] ?? floats("", [], [])).slice(384));
  expect(cosine(second, plain.vectors[1] ?? second)).toBeCloseTo(1, 5);
  const long = { ...text, shape: [1], data: encodeTexts([textOf(400)]) };
  const tooLong = engine.infer("embed-id", { inputs: [long], ...ALL });
  await expect(tooLong).rejects.toMatchObject({ code: "serving.input_too_long" });
});

test("a classifier gives the scores that it was trained to give, in the order of its labels", async () => {
  const { engine } = await startEngine();
  await engine.apply(LANGID_SPEC);
  const words = "Das ist ein kleiner Text über das Wetter.";
  const text = { name: "text", datatype: "BYTES", shape: [1], data: encodeTexts([words]) } as const;
  const { outputs } = await engine.infer("langid-id", { inputs: [text], outputs: ["scores"] });
  const call = { inputs: [words], topK: 1, functionToApply: null, truncate: false };
  const { scores } = await engine.classify("langid-id", call);
  const values = floatsOf(outputs[0] ?? floats("", [], []));
  const model = engine.modelOf("langid-id");
  const labels = model?.task === "text-classification" ? model.labels : [];
  expect(values).toHaveLength(labels.length);
  expect(labels[values.indexOf(Math.max(...values))]).toBe(scores[0]?.[0]?.label);
  expect(values.reduce((sum, value) => sum + value, 0)).toBeCloseTo(1, 5);
});

test("a call for texts on a model of tensors is the wrong one", async () => {
  const { engine } = await serve(doubling(2));
  const embed = engine.embed(ID, { inputs: ["a"], truncate: false });
  await expect(embed).rejects.toMatchObject({ code: "serving.wrong_task" });
});

function bytesOf({ buffer, byteOffset, byteLength }: ArrayBufferView<ArrayBuffer>): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength);
}
