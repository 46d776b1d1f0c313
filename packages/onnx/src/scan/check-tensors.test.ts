import { create } from "@bufbuild/protobuf";
import { expect, test } from "vitest";
import { floatTensor, node } from "../build-model.ts";
import { scanModel } from "../scan-model.ts";
import type { Model, Tensor } from "../schema/messages.ts";
import { EntrySchema, TensorSchema } from "../schema/schema.ts";
import { DATA_TYPE, EXTERNAL } from "../tensor.ts";
import { writeModel } from "../write-model.ts";
import { codeOf, modelOf } from "./scan.fixture.ts";

function tensor(change: Partial<Tensor>): Model {
  const weight = Object.assign(floatTensor("w", [2], [1, 2]), change);
  return modelOf([node("Add", ["x", "w"], ["y"])], [weight]);
}

test.each<[string, Model, string]>([
  ["fewer bytes than its shape asks for", tensor({ dims: [3n] }), "onnx.tensor_size"],
  ["a shape whose product overflows", tensor({ dims: [2n ** 62n, 4n] }), "onnx.tensor_size"],
  ["a negative dim", tensor({ dims: [-2n] }), "onnx.tensor_size"],
  [
    "nothing, said to be a billion times nothing",
    tensor({ dims: [10n ** 12n, 0n], rawData: new Uint8Array() }),
    "onnx.tensor_size",
  ],
  ["its data twice", tensor({ floatData: [1, 2] }), "onnx.tensor_size"],
  ["data of another type", tensor({ rawData: new Uint8Array(), int64Data: [1n, 2n] }), "onnx.tensor_size"],
  ["a type that does not exist", tensor({ dataType: 99 }), "onnx.data_type"],
  ["floats given one by one", tensor({ rawData: new Uint8Array(), floatData: [1, 2] }), "accepted"],
])("a tensor with %s", (_, model, code) => {
  expect(codeOf(model)).toBe(code);
});

function external(entries: Record<string, string>, change: Partial<Tensor> = {}): Tensor {
  const externalData = Object.entries(entries).map(([key, value]) => create(EntrySchema, { key, value }));
  const part = { name: "w", dims: [4n], dataType: DATA_TYPE.FLOAT, dataLocation: EXTERNAL, externalData };
  return Object.assign(create(TensorSchema, part), change);
}

const adding = (...weights: Tensor[]) =>
  modelOf([node("Sum", ["x", ...weights.map(({ name }) => name)], ["y"])], weights);

test.each([
  ["../secret"],
  ["data/../../secret"],
  ["/etc/passwd"],
  ["/proc/self/environ"],
  ["C:\\secret"],
  ["\\\\host\\share"],
  ["data\\secret"],
  ["a\0b"],
  ["*/_ORT_MEM_ADDR_/*"],
  ["./weights"],
  ["a//b"],
  [""],
  [".hidden"],
  ["a".repeat(300)],
])("external data at %j is refused, and the place is not repeated", (location) => {
  const scan = scanModel(writeModel(adding(external({ location }))));
  expect(scan).toMatchObject({ kind: "refused", refusal: { code: "onnx.external_location" } });
  expect(location.length > 3 && JSON.stringify(scan).includes(location)).toBe(false);
});

const AT = { location: "weights.bin" };

test.each<[string, Model, string]>([
  ["a negative offset", adding(external({ ...AT, offset: "-1" })), "onnx.external_range"],
  ["an offset that is no number", adding(external({ ...AT, offset: "1e3" })), "onnx.external_range"],
  ["an offset beyond every file", adding(external({ ...AT, offset: "9".repeat(30) })), "onnx.external_range"],
  ["a length of its own", adding(external({ ...AT, length: "15" })), "onnx.external_range"],
  ["a length of nothing", adding(external({ ...AT, length: "0" })), "onnx.external_range"],
  ["an entry of another kind", adding(external({ ...AT, basepath: "x" })), "onnx.external_entry"],
  [
    "entries, but the data here",
    adding(external(AT, { dataLocation: 0, rawData: new Uint8Array(16) })),
    "onnx.tensor_size",
  ],
  ["data here as well", adding(external(AT, { rawData: new Uint8Array(16) })), "onnx.tensor_size"],
  [
    "two tensors over the same bytes",
    adding(external(AT), external({ ...AT, offset: "12" }, { name: "v" })),
    "onnx.external_overlap",
  ],
  ["an unknown entry under a known name", adding(external({ ...AT, location2: "x" })), "onnx.external_entry"],
])("external data with %s is refused", (_, model, code) => {
  expect(codeOf(model)).toBe(code);
});

test("external files are listed with the bytes they must have, and checked where sizes are known", () => {
  const model = adding(external(AT), external({ ...AT, offset: "4096" }, { name: "v" }));
  const scan = scanModel(writeModel(model));
  const externalFiles = [{ location: "weights.bin", bytesMin: 4_112 }];
  expect(scan).toMatchObject({ kind: "accepted", report: { externalFiles } });
  expect(codeOf(model, { fileSizes: new Map([["weights.bin", 4_112]]) })).toBe("accepted");
  expect(codeOf(model, { fileSizes: new Map([["weights.bin", 4_111]]) })).toBe("onnx.external_missing");
  expect(codeOf(model, { fileSizes: new Map() })).toBe("onnx.external_missing");
});
