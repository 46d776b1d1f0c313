import { once } from "node:events";
import { connect } from "node:net";
import { Metadata, status } from "@grpc/grpc-js";
import { DATATYPES, type Datatype } from "@millrace/serving";
import { testDatabase } from "@millrace/testing";
import { afterAll, describe, expect, test } from "vitest";
import { startTestService } from "../../testing/start-test-service.ts";
import { tensorGraphs } from "../../testing/tensor-graphs.ts";
import { grpcClient, type InferMessage, inferMessage } from "./grpc-client.ts";

const db = await testDatabase();
const service = await startTestService(db, tensorGraphs(DATATYPES));
const client = grpcClient(service.grpcAddress, service.key.secret);
const nobody = grpcClient(service.grpcAddress, null);
const stranger = grpcClient(service.grpcAddress, service.strangerSecret);
afterAll(async () => {
  for (const each of [client, nobody, stranger]) each.close();
  await service.stop();
});

const bytes = ({ buffer, byteOffset, byteLength }: ArrayBufferView) =>
  new Uint8Array(buffer as ArrayBuffer, byteOffset, byteLength);
const x = (more: object = {}) => ({
  name: "x",
  datatype: "FP32",
  shape: [2n],
  contents: { fp32Contents: [1, 2] },
  ...more,
});
const double = (more: object = {}): InferMessage =>
  ({ modelName: "double", inputs: [x()], ...more }) as InferMessage;
const failing = (answer: Promise<unknown>) =>
  answer.then(
    () => expect.fail("it was answered"),
    (error) => error,
  );

describe("health and metadata", () => {
  test("the server lives and is ready, for anybody", async () => {
    expect((await nobody.serverLive()).message.live).toBe(true);
    expect((await nobody.serverReady()).message.ready).toBe(true);
  });

  test("the server and a model tell what they are", async () => {
    expect((await client.serverMetadata()).message).toMatchObject({
      name: "millrace",
      extensions: expect.arrayContaining(["schedule_policy"]),
    });
    const { message } = await client.modelMetadata("add-sub");
    const port = (name: string) => expect.objectContaining({ name, datatype: "INT32", shape: [-1n, 16n] });
    expect(message).toMatchObject({ name: "add-sub", platform: "onnx_onnxv1" });
    expect(message.inputs).toEqual([port("a"), port("b")]);
    expect(message.outputs).toEqual([port("sum"), port("difference")]);
    expect((await client.modelReady("add-sub")).message.ready).toBe(true);
    expect((await client.modelReady("add-sub", message.versions[0])).message.ready).toBe(true);
  });

  test("an unknown model or version, and another team's, are not found", async () => {
    const answers = [
      client.modelReady("nothing"),
      client.modelMetadata("add-sub", "1"),
      stranger.modelReady("double"),
    ];
    for (const error of await Promise.all(answers.map(failing)))
      expect(error).toMatchObject({ code: status.NOT_FOUND });
  });
});

describe("inference", () => {
  test("with typed contents is answered raw, with the id, and says where the time went", async () => {
    const { message, trailers } = await client.infer(double({ id: "4711" }));
    expect(message).toMatchObject({ modelName: "double", id: "4711" });
    expect(message.modelVersion).toMatch(/./);
    expect(message.outputs).toMatchObject([{ name: "twice", datatype: "FP32", shape: [2n] }]);
    expect(message.rawOutputContents).toEqual([bytes(Float32Array.of(2, 4))]);
    expect(String(trailers.get("x-request-id")[0])).toMatch(/^[0-9a-f-]{36}$/);
    expect(String(trailers.get("server-timing")[0])).toMatch(/compute;dur=/);
  });

  const TYPED: Record<Exclude<Datatype, "FP16">, [contents: object, raw: Uint8Array]> = {
    BOOL: [{ boolContents: [true, false] }, Uint8Array.of(1, 0)],
    UINT8: [{ uintContents: [0, 255] }, Uint8Array.of(0, 255)],
    UINT16: [{ uintContents: [0, 65_535] }, bytes(Uint16Array.of(0, 65_535))],
    UINT32: [{ uintContents: [0, 2 ** 32 - 1] }, bytes(Uint32Array.of(0, 2 ** 32 - 1))],
    UINT64: [{ uint64Contents: [1n, 2n ** 64n - 1n] }, bytes(BigUint64Array.of(1n, 2n ** 64n - 1n))],
    INT8: [{ intContents: [-128, 127] }, bytes(Int8Array.of(-128, 127))],
    INT16: [{ intContents: [-32_768, 1] }, bytes(Int16Array.of(-32_768, 1))],
    INT32: [{ intContents: [-(2 ** 31), 1] }, bytes(Int32Array.of(-(2 ** 31), 1))],
    INT64: [
      { int64Contents: [-(2n ** 63n), 2n ** 53n + 1n] },
      bytes(BigInt64Array.of(-(2n ** 63n), 2n ** 53n + 1n)),
    ],
    FP32: [{ fp32Contents: [Number.NaN, -0] }, bytes(Float32Array.of(Number.NaN, -0))],
    FP64: [
      { fp64Contents: [Number.POSITIVE_INFINITY, 5e-324] },
      bytes(Float64Array.of(Number.POSITIVE_INFINITY, 5e-324)),
    ],
    BYTES: [
      { bytesContents: [Buffer.from("é"), new Uint8Array()] },
      Buffer.concat([Buffer.from([2, 0, 0, 0]), Buffer.from("é"), Buffer.from([0, 0, 0, 0])]),
    ],
  };
  const halves = bytes(Float16Array.of(-0, 65_504));

  test("every datatype comes back bit by bit, typed or raw", async () => {
    const rawOf = (datatype: Datatype) => (datatype === "FP16" ? halves : TYPED[datatype][1]);
    const raw = await client.infer({
      modelName: "identities",
      inputs: DATATYPES.map((datatype) => ({ name: `in_${datatype}`, datatype, shape: [2n] })),
      rawInputContents: DATATYPES.map(rawOf),
    } as InferMessage);
    expect(raw.message.rawOutputContents.map(hex)).toEqual(DATATYPES.map(rawOf).map(hex));
  });

  test("FP16 has no typed contents; all others are the same typed as raw", async () => {
    const others = DATATYPES.filter((datatype) => datatype !== "FP16");
    const typed = (datatype: Exclude<Datatype, "FP16">) => ({
      name: `in_${datatype}`,
      datatype,
      shape: [2n],
      contents: TYPED[datatype][0],
    });
    const half = { name: "in_FP16", datatype: "FP16", shape: [2n], contents: { fp32Contents: [1, 2] } };
    const answer = client.infer({
      modelName: "identities",
      inputs: [half, ...others.map(typed)],
    } as InferMessage);
    expect(await failing(answer)).toMatchObject({
      code: status.INVALID_ARGUMENT,
      details: expect.stringContaining("raw_input_contents"),
    });
    const empty = { name: "in_FP16", datatype: "FP16", shape: [0n] };
    expect(
      await failing(client.infer({ modelName: "identities", inputs: [empty] } as InferMessage)),
    ).toMatchObject({ code: status.INVALID_ARGUMENT });
  });

  test("gives the outputs that are asked for, in that order", async () => {
    const rows = (name: string) => ({
      name,
      datatype: "INT32",
      shape: [1n, 16n],
      contents: { intContents: Array(16).fill(3) },
    });
    const { message } = await client.infer({
      modelName: "add-sub",
      inputs: [rows("b"), rows("a")],
      outputs: [{ name: "difference" }, { name: "sum" }],
      parameters: {
        priority: { parameterChoice: { case: "uint64Param", value: 2n } },
        timeout: { parameterChoice: { case: "int64Param", value: 60_000_000n } },
      },
    } as InferMessage);
    expect(message.outputs.map(({ name }) => name)).toEqual(["difference", "sum"]);
    expect(message.rawOutputContents[1]).toEqual(bytes(new Int32Array(16).fill(6)));
  });

  test("is charged as one record with its rows", async () => {
    const { trailers } = await client.infer(double());
    const [id] = trailers.get("x-request-id");
    const record = async () =>
      (await db.sql("SELECT inputs, task FROM usage_records WHERE id = $1", [id]))[0];
    await expect.poll(record, { timeout: 5_000 }).toMatchObject({ inputs: 2, task: "tensor" });
  });
});

const hex = (data: Uint8Array) => Buffer.from(data).toString("hex");

const BAD: [name: string, message: InferMessage, code: status][] = [
  ["an unknown model", double({ modelName: "nothing" }), status.NOT_FOUND],
  ["an unknown version", double({ modelVersion: "9" }), status.NOT_FOUND],
  ["no inputs", double({ inputs: [] }), status.INVALID_ARGUMENT],
  ["no contents", double({ inputs: [x({ contents: undefined })] }), status.INVALID_ARGUMENT],
  ["too few elements", double({ inputs: [x({ shape: [3n] })] }), status.INVALID_ARGUMENT],
  [
    "contents of another datatype",
    double({ inputs: [x({ contents: { fp64Contents: [1, 2] } })] }),
    status.INVALID_ARGUMENT,
  ],
  [
    "a datatype that the model does not take",
    double({ inputs: [x({ datatype: "FP64", contents: { fp64Contents: [1, 2] } })] }),
    status.INVALID_ARGUMENT,
  ],
  ["an unknown datatype", double({ inputs: [x({ datatype: "BF16" })] }), status.INVALID_ARGUMENT],
  ["a negative dimension", double({ inputs: [x({ shape: [-2n] })] }), status.INVALID_ARGUMENT],
  ["a dimension of 2^62", double({ inputs: [x({ shape: [2n ** 62n] })] }), status.INVALID_ARGUMENT],
  [
    "an INT8 of 300",
    double({ inputs: [x({ datatype: "INT8", contents: { intContents: [300, 0] } })] }),
    status.INVALID_ARGUMENT,
  ],
  ["raw and typed contents", double({ rawInputContents: [new Uint8Array(8)] }), status.INVALID_ARGUMENT],
  [
    "more raw contents than inputs",
    double({
      inputs: [x({ contents: undefined })],
      rawInputContents: [new Uint8Array(8), new Uint8Array(8)],
    }),
    status.INVALID_ARGUMENT,
  ],
  [
    "raw contents of the wrong size",
    double({ inputs: [x({ contents: undefined })], rawInputContents: [new Uint8Array(7)] }),
    status.INVALID_ARGUMENT,
  ],
  ["an unknown output", double({ outputs: [{ name: "thrice" }] }), status.INVALID_ARGUMENT],
  [
    "an output wanted twice",
    double({ outputs: [{ name: "twice" }, { name: "twice" }] }),
    status.INVALID_ARGUMENT,
  ],
  [
    "shared memory",
    double({
      inputs: [
        x({ parameters: { shared_memory_region: { parameterChoice: { case: "stringParam", value: "r" } } } }),
      ],
    }),
    status.INVALID_ARGUMENT,
  ],
];

describe("what is wrong", () => {
  test.each(BAD)("%s gets its status, and no retry", async (_name, message, code) => {
    const error = await failing(client.infer(message));
    expect(error).toMatchObject({ code, details: expect.stringMatching(/^.{10,}$/) });
    const trailers = error.metadata as Metadata;
    expect(trailers.get("x-should-retry")).toEqual(["false"]);
    expect(trailers.get("grpc-retry-pushback-ms")).toEqual(["-1"]);
    expect(String(trailers.get("x-request-id")[0])).toMatch(/^[0-9a-f-]{36}$/);
    expect(error.details).not.toMatch(/\/(home|tmp|work|root|usr)\/|node_modules|\.onnx/);
  });

  test.each([
    ["a number where a text belongs", Uint8Array.of(0x08, 0x01)],
    ["a length beyond the message", Uint8Array.of(0x0a, 0xff, 0x01)],
    ["a number without an end", new Uint8Array(20).fill(0xff)],
    ["groups within groups", new Uint8Array(100_000).fill(0x0b)],
  ])("a message that is none: %s", async (_name, message) => {
    const error = await failing(client.send("ModelInfer", message).answer);
    expect([status.INVALID_ARGUMENT, status.NOT_FOUND]).toContain(error.code);
  });

  test("without a working key nothing but health is told, before a message is read", async () => {
    for (const name of ["ServerMetadata", "ModelReady", "ModelMetadata", "ModelInfer"]) {
      const error = await failing(nobody.send(name, new Uint8Array(20).fill(0xff)).answer);
      expect(error).toMatchObject({
        code: status.UNAUTHENTICATED,
        details: expect.stringContaining("API key"),
      });
    }
  });

  test("what the protocol does not have is not implemented", async () => {
    expect(await failing(client.send("ModelConfig", new Uint8Array()).answer)).toMatchObject({
      code: status.UNIMPLEMENTED,
    });
  });

  test("a message beyond 64 MiB is refused, whatever it says", async () => {
    const error = await failing(client.send("ModelInfer", new Uint8Array(64 * 1024 * 1024 + 1)).answer);
    expect(error.code).toBe(status.RESOURCE_EXHAUSTED);
    expect((await client.infer(double())).message.outputs).toHaveLength(1);
  });

  test("a megabyte of metadata ends that call and no other", async () => {
    const metadata = new Metadata();
    metadata.set("authorization", `Bearer ${service.key.secret}`);
    metadata.set("x-much", "a".repeat(1024 * 1024));
    const alone = grpcClient(service.grpcAddress, null);
    const error = await failing(alone.send("ServerMetadata", new Uint8Array(), { metadata }).answer);
    expect(error.code).not.toBe(status.OK);
    alone.close();
    expect((await client.infer(double())).message.outputs).toHaveLength(1);
  });

  test("HTTP/1.1 and garbage lose their connection", async () => {
    const [host, port] = service.grpcAddress.split(":");
    for (const said of ["GET / HTTP/1.1\r\nHost: x\r\n\r\n", "\0\x01garbage\r\n\r\n".repeat(10)]) {
      const socket = connect(Number(port), host);
      socket.on("error", () => {});
      socket.resume();
      socket.write(said);
      await once(socket, "close");
    }
  });

  test("good calls in its midst are answered right", async () => {
    const good = Array.from({ length: 30 }, (_, index) =>
      client.infer(double({ inputs: [x({ contents: { fp32Contents: [index, 0] } })] })),
    );
    const bad = BAD.map(([, message]) => failing(client.infer(message)));
    const answers = await Promise.all(good);
    expect(answers.map(({ message }) => message.rawOutputContents[0])).toEqual(
      answers.map((_, index) => bytes(Float32Array.of(2 * index, 0))),
    );
    expect((await Promise.all(bad)).map(({ code }) => code)).toEqual(BAD.map(([, , code]) => code));
  });
});

describe("time", () => {
  const texts = Array.from({ length: 500 }, (_, index) =>
    Buffer.from(`a text of a dozen words that takes its time ${index}`),
  );
  const long = inferMessage({
    modelName: "embed",
    inputs: [{ name: "text", datatype: "BYTES", shape: [500n], contents: { bytesContents: texts } }],
  } as InferMessage);

  test("a deadline that has passed ends the call", async () => {
    const options = { deadline: Date.now() - 1 };
    expect(await failing(client.send("ModelInfer", long, { options }).answer)).toMatchObject({
      code: status.DEADLINE_EXCEEDED,
    });
  });

  test("a deadline that cannot be kept is refused or exceeded, and charged nothing", async () => {
    const error = await failing(
      client.send("ModelInfer", long, { options: { deadline: Date.now() + 30 } }).answer,
    );
    expect([status.RESOURCE_EXHAUSTED, status.DEADLINE_EXCEEDED]).toContain(error.code);
  });

  test("a call that is cancelled is dropped", async () => {
    const { call, answer } = client.send("ModelInfer", long);
    call.cancel();
    expect(await failing(answer)).toMatchObject({ code: status.CANCELLED });
    expect((await client.infer(double())).message.outputs).toHaveLength(1);
  });
});
