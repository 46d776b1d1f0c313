import { DATA_TYPE } from "@millrace/onnx";
import { describe, expect, test } from "vitest";
import { modelConfigSchema } from "../model-config.ts";
import { type About, describeModel } from "./describe-model.ts";

const config = (fields: object) => modelConfigSchema.parse(fields);
const embedding = { hidden_size: 384, max_position_embeddings: 256, model_max_length: 512 };
const classifier = {
  architectures: ["BertForSequenceClassification"],
  model_max_length: 128,
  id2label: { 1: "zh", 0: "en" },
};

const graph = { inputs: [], outputs: [] };

function about(tag: string | null, fields: object | null, rest: Partial<About> = {}): About {
  return {
    matter: new Map(tag === null ? [] : [["pipeline_tag", tag]]),
    config: fields && config(fields),
    hasTokenizer: true,
    task: undefined,
    ...rest,
  };
}

describe("describeModel", () => {
  test("an embedding model has a width and the smaller of its two limits", () => {
    const matter = new Map<string, string | string[]>([
      ["pipeline_tag", "feature-extraction"],
      ["license", "apache-2.0"],
      ["language", ["en"]],
    ]);
    expect(describeModel(about(null, embedding, { matter }), graph)).toEqual({
      task: "feature-extraction",
      license: "apache-2.0",
      languages: ["en"],
      labels: [],
      dimensions: 384,
      tokensMax: 256,
      inputs: [],
      outputs: [],
    });
  });

  test("a classifier without a tag is known by its architecture; labels stand in the order of the outputs", () => {
    expect(describeModel(about(null, classifier), graph)).toMatchObject({
      task: "text-classification",
      labels: ["en", "zh"],
      dimensions: null,
      license: "unknown",
    });
  });

  test("the hub's sentence-similarity is feature extraction", () => {
    const described = describeModel(about("sentence-similarity", embedding), graph);
    expect(described).toMatchObject({ task: "feature-extraction" });
  });

  test("1e30 tokens means that the other file knows the limit", () => {
    const unlimited = about("feature-extraction", { ...embedding, model_max_length: 1e30 });
    expect(describeModel(unlimited, graph)).toMatchObject({ tokensMax: 256 });
  });

  test.each<[string, About]>([
    ["a graph that comes alone", about(null, null, { hasTokenizer: false })],
    ["a model that reads no text", about(null, {}, { hasTokenizer: false })],
    ["a task of the hub that is not served by its name", about("image-classification", embedding)],
    ["what the operator says is one", about("feature-extraction", embedding, { task: "tensor" })],
  ])("%s is served as tensors, as its graph declares them", (_, folder) => {
    const inputs = [{ name: "x", dataType: DATA_TYPE.FLOAT, dims: ["batch", 4, null] }];
    const outputs = [{ name: "y", dataType: DATA_TYPE.STRING, dims: undefined }];
    expect(describeModel(folder, { inputs, outputs })).toMatchObject({
      task: "tensor",
      tokensMax: null,
      inputs: [{ name: "x", datatype: "FP32", shape: [-1, 4, -1] }],
      outputs: [{ name: "y", datatype: "BYTES", shape: [-1] }],
    });
  });

  test("a type that the protocol has no word for is unusable as tensors", () => {
    const outputs = [{ name: "y", dataType: DATA_TYPE.BFLOAT16, dims: [1] }];
    expect(describeModel(about(null, null), { inputs: [], outputs })).toEqual({
      unusable: expect.stringMatching(/^y is of a type/),
    });
  });

  test("a text model without a card is known by its architecture, or by what the operator says", () => {
    const plain = { ...embedding, architectures: ["BertModel"] };
    expect(describeModel(about(null, plain), graph)).toMatchObject({ task: "feature-extraction" });
    const said = about(null, embedding, { task: "feature-extraction" });
    expect(describeModel(said, graph)).toMatchObject({ task: "feature-extraction", dimensions: 384 });
  });

  test.each([
    ["no task at all", about(null, embedding), /--task/],
    [
      "no tokenizer",
      about("feature-extraction", embedding, { hasTokenizer: false }),
      /tokenizer\.json is missing/,
    ],
    ["no configuration", about("feature-extraction", null), /config\.json is missing/],
    ["no limit of tokens", about("feature-extraction", { hidden_size: 8 }), /how many tokens/],
    ["labels with a hole", about(null, { ...classifier, id2label: { 0: "en", 2: "zh" } }), /id2label/],
    ["a classifier without labels", about(null, { ...classifier, id2label: {} }), /id2label/],
    ["no width", about("feature-extraction", { model_max_length: 8 }), /hidden_size/],
  ])("%s is unusable, with the reason", (_, folder, reason) => {
    expect(describeModel(folder, graph)).toEqual({ unusable: expect.stringMatching(reason) });
  });
});
