import { DATATYPES, type Datatype } from "@millrace/serving";
import { testDatabase } from "@millrace/testing";
import { afterAll, describe, expect, test } from "vitest";
import { startTestService } from "../../testing/start-test-service.ts";
import { tensorGraphs } from "../../testing/tensor-graphs.ts";
import { restClient, unpack } from "./rest-client.ts";

const db = await testDatabase();
const service = await startTestService(db, tensorGraphs(DATATYPES));
afterAll(() => service.stop());

const { get, infer, inferBinary, outputsOf } = restClient(service);

const row = (from: number) => Array.from({ length: 16 }, (_, index) => from + index);
const tensor = (name: string, data: unknown[], more: object = {}) => ({
  name,
  datatype: "INT32",
  shape: [data.length / 16, 16],
  data,
  ...more,
});
const addends = { inputs: [tensor("a", row(0)), tensor("b", row(100))] };

describe("health and metadata", () => {
  test("the server lives and is ready, for anybody", async () => {
    expect(await (await get("/v2/health/live", {})).json()).toEqual({ live: true });
    expect(await (await get("/v2/health/ready", {})).json()).toEqual({ ready: true });
  });

  test("the server tells its name, its version and its extensions", async () => {
    expect(await (await get("/v2")).json()).toEqual({
      name: "millrace",
      version: expect.stringMatching(/^\d+\.\d+\.\d+$/),
      extensions: expect.arrayContaining(["binary_tensor_data", "schedule_policy"]),
    });
  });

  test("a model tells its inputs and outputs, and its one version, under which it is found too", async () => {
    const metadata = await (await get("/v2/models/add-sub")).json();
    expect(metadata).toEqual({
      name: "add-sub",
      versions: [expect.any(String)],
      platform: "onnx_onnxv1",
      inputs: ["a", "b"].map((name) => ({ name, datatype: "INT32", shape: [-1, 16] })),
      outputs: ["sum", "difference"].map((name) => ({ name, datatype: "INT32", shape: [-1, 16] })),
    });
    const { versions } = metadata as { versions: string[] };
    const versioned = `/v2/models/add-sub/versions/${versions[0]}`;
    expect(await (await get(versioned)).json()).toEqual(metadata);
    expect(await (await get(`${versioned}/ready`)).json()).toEqual({ name: "add-sub", ready: true });
    expect((await service.post(`${versioned}/infer`, addends)).status).toBe(200);
    expect((await get("/v2/models/add-sub/versions/1")).status).toBe(404);
  });

  test("the models of the team are listed, each with its state", async () => {
    const { models } = (await (await get("/v2/models")).json()) as { models: string[] };
    expect(models).toEqual(expect.arrayContaining(["add-sub", "embed", "identities", "langid"]));
    const index = await (await service.post("/v2/repository/index", {})).json();
    expect(index).toContainEqual({
      name: "add-sub",
      version: expect.any(String),
      state: "READY",
      reason: "",
    });
  });

  test("what a team does not have looks like what does not exist", async () => {
    const stranger = { authorization: `Bearer ${service.strangerSecret}` };
    for (const path of ["", "/ready", "/versions/1"]) {
      const foreign = await get(`/v2/models/add-sub${path}`, stranger);
      expect(foreign.status).toBe(404);
      const missing = await get(`/v2/models/add-sum${path}`, stranger);
      expect((await foreign.text()).replace("add-sub", "add-sum")).toBe(await missing.text());
    }
  });

  test("models that read text take texts and give vectors or scores", async () => {
    const vectors = await outputsOf("embed", {
      inputs: [{ name: "text", datatype: "BYTES", shape: [2], data: ["the wheel", "turns"] }],
    });
    expect(vectors).toMatchObject([{ name: "embedding", datatype: "FP32", shape: [2, expect.any(Number)] }]);
    const [scores] = await outputsOf("langid", {
      inputs: [{ name: "text", datatype: "BYTES", shape: [1], data: ["Wo ist der Bahnhof?"] }],
    });
    const sum = (scores?.data ?? []).reduce<number>((total, score) => total + Number(score), 0);
    expect(scores).toMatchObject({ name: "scores", datatype: "FP32", shape: [1, scores?.data?.length] });
    expect(sum).toBeCloseTo(1, 4);
  });
});

describe("inference in JSON", () => {
  test("answers all outputs, flat, and gives the id back", async () => {
    const response = await infer("add-sub", { id: "my-4711", ...addends });
    expect(response.headers.get("x-request-id")).toMatch(/^[0-9a-f-]{36}$/);
    expect(response.headers.get("server-timing")).toMatch(/compute;dur=/);
    expect(await response.json()).toEqual({
      model_name: "add-sub",
      model_version: expect.any(String),
      id: "my-4711",
      outputs: [
        { name: "sum", datatype: "INT32", shape: [1, 16], data: row(0).map((value) => 2 * value + 100) },
        { name: "difference", datatype: "INT32", shape: [1, 16], data: row(0).map(() => -100) },
      ],
    });
  });

  test("takes nested data, many rows, and outputs in the order that is asked", async () => {
    const rows = [row(0), row(50), row(7)];
    const nested = { datatype: "INT32", shape: [3, 16], data: rows };
    const outputs = await outputsOf("add-sub", {
      inputs: [
        { name: "b", ...nested },
        { name: "a", ...nested },
      ],
      outputs: [{ name: "difference" }, { name: "sum" }],
    });
    expect(outputs.map(({ name }) => name)).toEqual(["difference", "sum"]);
    expect(outputs[1]?.data).toEqual(rows.flat().map((value) => 2 * value));
  });

  test("keeps the digits of long integers on the way there and back", async () => {
    const [big, small] = ["9223372036854775807", "-9223372036854775808"];
    const body = `{"inputs":[${DATATYPES.map((datatype) => {
      const data =
        datatype === "INT64"
          ? `[${big},${small}]`
          : datatype === "UINT64"
            ? "[18446744073709551615,0]"
            : plain(datatype);
      return `{"name":"in_${datatype}","datatype":"${datatype}","shape":[2],"data":${data}}`;
    }).join()}],"outputs":[{"name":"out_INT64"},{"name":"out_UINT64"}]}`;
    const text = await (await infer("identities", body)).text();
    expect(text).toContain(`"data":[${big},${small}]`);
    expect(text).toContain('"data":[18446744073709551615,0]');
  });
});

function plain(datatype: Datatype): string {
  if (datatype === "BOOL") return "[true,false]";
  return datatype === "BYTES" ? '["a","b"]' : "[1,2]";
}

/** Two values of each datatype that a careless server would change. */
const DELICATE: Record<Datatype, Uint8Array> = {
  BOOL: Uint8Array.of(1, 0),
  UINT8: Uint8Array.of(0, 255),
  UINT16: bytes(Uint16Array.of(0, 65_535)),
  UINT32: bytes(Uint32Array.of(0, 2 ** 32 - 1)),
  UINT64: bytes(BigUint64Array.of(2n ** 53n + 1n, 2n ** 64n - 1n)),
  INT8: bytes(Int8Array.of(-128, 127)),
  INT16: bytes(Int16Array.of(-32_768, 32_767)),
  INT32: bytes(Int32Array.of(-(2 ** 31), 2 ** 31 - 1)),
  INT64: bytes(BigInt64Array.of(-(2n ** 63n), 2n ** 53n + 1n)),
  FP16: bytes(Float16Array.of(-0, Number.NaN)),
  FP32: bytes(Float32Array.of(Number.NEGATIVE_INFINITY, 1e-45)),
  FP64: bytes(Float64Array.of(-0, Number.NaN)),
  BYTES: Buffer.concat([Buffer.from([2, 0, 0, 0]), Buffer.from("é"), Buffer.from([0, 0, 0, 0])]),
};

function bytes({ buffer, byteOffset, byteLength }: ArrayBufferView<ArrayBuffer>): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength);
}

describe("inference in binary", () => {
  test("every datatype comes back bit by bit, wherever its bytes lie in the body", async () => {
    const response = await inferBinary(
      "identities",
      {
        // Of any length, so that what follows is aligned to nothing.
        id: "x".repeat(7),
        parameters: { binary_data_output: true },
        inputs: DATATYPES.map((datatype) => ({
          name: `in_${datatype}`,
          datatype,
          shape: [2],
          parameters: { binary_data_size: DELICATE[datatype].byteLength },
        })),
      },
      ...DATATYPES.map((datatype) => DELICATE[datatype]),
    );
    const { json, data } = await unpack(response);
    expect(json.id).toBe("x".repeat(7));
    for (const [index, datatype] of DATATYPES.entries()) {
      expect(json.outputs[index]).toMatchObject({ name: `out_${datatype}`, datatype, shape: [2] });
      expect([datatype, data[index]?.toString("hex")]).toEqual([
        datatype,
        Buffer.from(DELICATE[datatype]).toString("hex"),
      ]);
    }
  });

  test("JSON and binary may be mixed among inputs and outputs", async () => {
    const response = await inferBinary(
      "add-sub",
      {
        inputs: [
          { name: "a", datatype: "INT32", shape: [1, 16], parameters: { binary_data_size: 64 } },
          tensor("b", row(1)),
        ],
        outputs: [{ name: "sum", parameters: { binary_data: true } }, { name: "difference" }],
      },
      Int32Array.from(row(1)),
    );
    const { json, data } = await unpack(response);
    expect(json.outputs[1]?.data).toEqual(row(0).map(() => 0));
    expect(data[0]).toEqual(Buffer.from(Int32Array.from(row(1), (value) => 2 * value).buffer));
  });

  test("a body without JSON is the only input, of any length that its shape allows", async () => {
    const raw = { "content-type": "application/octet-stream", "inference-header-content-length": "0" };
    for (const count of [1, 5, 1_000]) {
      const values = Float32Array.from({ length: count }, (_, index) => index);
      const { json, data } = await unpack(await infer("double", bytes(values), raw));
      expect(json.outputs[0]).toMatchObject({ name: "twice", shape: [count] });
      expect(data[0]).toEqual(Buffer.from(values.map((value) => 2 * value).buffer));
    }
    const { data } = await unpack(await infer("one-word", "427", raw));
    expect(data[0]?.subarray(4).toString()).toBe("427");
    for (const [model, body] of [
      ["double", "12345"],
      ["add-sub", "1234"],
    ] as const)
      expect((await infer(model, body, raw)).status).toBe(400);
  });

  test("clients that name no content type are understood", async () => {
    const head = JSON.stringify({
      inputs: [{ name: "x", datatype: "FP32", shape: [1], parameters: { binary_data_size: 4 } }],
    });
    const response = await fetch(`${service.url}/v2/models/double/infer`, {
      method: "POST",
      headers: {
        authorization: `Bearer ${service.key.secret}`,
        "inference-header-content-length": String(head.length),
      },
      body: new Blob([head, Float32Array.of(2)]),
    });
    expect(await response.json()).toMatchObject({ outputs: [{ data: [4] }] });
  });
});

const x = (more: object) => ({ name: "x", datatype: "FP32", shape: [2], data: [1, 2], ...more });
const BAD: [name: string, model: string, body: unknown, status: number, message: RegExp][] = [
  ["an unknown model", "nothing", addends, 404, /no running deployment `nothing`/],
  ["an input missing", "add-sub", { inputs: [addends.inputs[0]] }, 400, /`b`/],
  ["an input named twice", "add-sub", { inputs: [addends.inputs[0], addends.inputs[0]] }, 400, /twice|`a`/],
  ["an input that the model does not have", "double", { inputs: [x({}), x({ name: "y" })] }, 400, /`y`/],
  ["another datatype", "double", { inputs: [x({ datatype: "FP64" })] }, 400, /FP64/],
  ["another rank", "double", { inputs: [x({ shape: [1, 2] })] }, 400, /shape|dimension/],
  [
    "another fixed dimension",
    "add-sub",
    { inputs: [tensor("a", row(0)), tensor("b", row(0), { shape: [2, 8] })] },
    400,
    /16/,
  ],
  ["a negative dimension", "double", { inputs: [x({ shape: [-1] })] }, 400, /shape/],
  [
    "an output that the model does not have",
    "double",
    { inputs: [x({})], outputs: [{ name: "thrice" }] },
    400,
    /thrice/,
  ],
  [
    "an output wanted twice",
    "double",
    { inputs: [x({})], outputs: [{ name: "twice" }, { name: "twice" }] },
    400,
    /twice/,
  ],
  ["no outputs wanted", "double", { inputs: [x({})], outputs: [] }, 400, /outputs/],
  ["10,000 nested lists", "double", "[".repeat(10_000), 400, /nested deeper/],
  [
    "an index beyond what it looks up",
    "look-up",
    { inputs: [{ name: "index", datatype: "INT64", shape: [1], data: [4] }] },
    400,
    /./,
  ],
  ["a priority of -1", "double", { inputs: [x({})], parameters: { priority: -1 } }, 400, /priority/],
  [
    "a classifier's parameter",
    "double",
    { inputs: [x({})], outputs: [{ name: "twice", parameters: { classification: 1 } }] },
    400,
    /not served/,
  ],
  ["65 MiB", "double", new Uint8Array(65 * 1024 * 1024), 413, /64 MiB/],
];

describe("what is wrong", () => {
  test.each(BAD)("%s is told in the protocol's shape", async (_name, model, body, status, message) => {
    const response = await infer(model, body);
    expect(response.status).toBe(status);
    expect(response.headers.get("x-request-id")).toMatch(/^[0-9a-f-]{36}$/);
    expect(response.headers.get("x-should-retry")).toBe("false");
    const answer = (await response.json()) as { error: string };
    expect(Object.keys(answer)).toEqual(["error"]);
    expect(answer.error).toMatch(message);
    expect(answer.error).not.toMatch(/\/(home|tmp|work|root|usr)\/|node_modules|\.onnx/);
  });

  test.each(["-1", "9999999", "x", "1.5"])("a header length of %s is refused", async (length) => {
    const response = await infer(
      "double",
      { inputs: [x({})] },
      { "inference-header-content-length": length },
    );
    expect(response.status).toBe(400);
    expect(await response.json()).toEqual({
      error: expect.stringContaining("Inference-Header-Content-Length"),
    });
  });

  test("without a key nothing but health is told", async () => {
    for (const path of ["/v2", "/v2/models", "/v2/models/add-sub", "/v2/models/add-sub/ready"])
      expect((await get(path, {})).status).toBe(401);
    const response = await fetch(`${service.url}/v2/models/double/infer`, { method: "POST", body: "{}" });
    expect(response.status).toBe(401);
    expect(await response.json()).toEqual({ error: expect.stringContaining("Authorization: Bearer") });
  });

  test("another method and another content type are told what is taken", async () => {
    const response = await get("/v2/models/double/infer");
    expect([response.status, response.headers.get("allow")]).toEqual([405, "POST"]);
    expect(
      (await infer("double", "x=1", { "content-type": "application/x-www-form-urlencoded" })).status,
    ).toBe(415);
    expect((await get("/v2/nothing")).status).toBe(404);
  });

  test("good requests in its midst are answered right", async () => {
    const good = Array.from({ length: 30 }, (_, index) =>
      outputsOf("double", { inputs: [x({ shape: [1], data: [index] })] }),
    );
    const bad = BAD.slice(1, -1).map(([, model, body]) => infer(model, body));
    const answers = await Promise.all(good);
    expect(answers.map(([output]) => output?.data)).toEqual(good.map((_, index) => [2 * index]));
    expect((await Promise.all(bad)).every(({ status }) => status === 400)).toBe(true);
  });
});

describe("how a request is treated", () => {
  const ask = (parameters: object) => infer("double", { inputs: [x({})], parameters });

  test("any priority is answered, and a timeout that can be kept", async () => {
    for (const priority of [0, 1, 2, 7]) expect((await ask({ priority })).status).toBe(200);
    expect((await ask({ timeout: 60_000_000 })).status).toBe(200);
  });

  test("a timeout that cannot be kept is refused at once", async () => {
    const texts = Array.from(
      { length: 500 },
      (_, index) => `a text of a dozen words that takes its time ${index}`,
    );
    const response = await infer("embed", {
      parameters: { timeout: 1_000 },
      inputs: [{ name: "text", datatype: "BYTES", shape: [texts.length], data: texts }],
    });
    // 503 when it passed while the texts were still being read.
    expect([429, 503]).toContain(response.status);
  });

  test("an answer is charged as one record with its rows; a refusal is not", async () => {
    const answered = await infer("add-sub", {
      inputs: [tensor("a", [...row(0), ...row(1)]), tensor("b", [...row(0), ...row(1)])],
    });
    const refused = await infer("add-sub", { inputs: [] });
    const idOf = (response: Response) => response.headers.get("x-request-id");
    const record = async (response: Response) =>
      (
        await db.sql("SELECT inputs, input_tokens, task FROM usage_records WHERE id = $1", [idOf(response)])
      )[0];
    await expect
      .poll(() => record(answered), { timeout: 5_000 })
      .toMatchObject({ inputs: 2, input_tokens: 0, task: "tensor" });
    expect(await record(refused)).toBeUndefined();
  });
});
