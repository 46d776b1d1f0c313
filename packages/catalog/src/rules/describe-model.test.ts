import { describe, expect, test } from "vitest";
import { modelConfigSchema } from "../model-config.ts";
import { describeModel } from "./describe-model.ts";

const config = (fields: object) => modelConfigSchema.parse(fields);
const embedding = { hidden_size: 384, max_position_embeddings: 256, model_max_length: 512 };
const classifier = {
  architectures: ["BertForSequenceClassification"],
  model_max_length: 128,
  id2label: { 1: "zh", 0: "en" },
};

describe("describeModel", () => {
  test("an embedding model has a width and the smaller of its two limits", () => {
    const matter = new Map<string, string | string[]>([
      ["pipeline_tag", "feature-extraction"],
      ["license", "apache-2.0"],
      ["language", ["en"]],
    ]);
    expect(describeModel(matter, config(embedding))).toEqual({
      task: "feature-extraction",
      license: "apache-2.0",
      languages: ["en"],
      labels: [],
      dimensions: 384,
      tokensMax: 256,
    });
  });

  test("a classifier without a tag is known by its architecture; labels stand in the order of the outputs", () => {
    expect(describeModel(new Map(), config(classifier))).toMatchObject({
      task: "text-classification",
      labels: ["en", "zh"],
      dimensions: null,
      license: "unknown",
    });
  });

  test("the hub's sentence-similarity is feature extraction", () => {
    const matter = new Map([["pipeline_tag", "sentence-similarity"]]);
    expect(describeModel(matter, config(embedding))).toMatchObject({ task: "feature-extraction" });
  });

  test("1e30 tokens means that the other file knows the limit", () => {
    const matter = new Map([["pipeline_tag", "feature-extraction"]]);
    expect(describeModel(matter, config({ ...embedding, model_max_length: 1e30 }))).toMatchObject({
      tokensMax: 256,
    });
  });

  test.each([
    ["another task", { tag: "text-to-image", fields: embedding }, /names no task/],
    ["no task at all", { fields: embedding }, /names no task/],
    ["no limit of tokens", { tag: "feature-extraction", fields: { hidden_size: 8 } }, /how many tokens/],
    ["labels with a hole", { fields: { ...classifier, id2label: { 0: "en", 2: "zh" } } }, /id2label/],
    ["a classifier without labels", { fields: { ...classifier, id2label: {} } }, /id2label/],
    ["no width", { tag: "feature-extraction", fields: { model_max_length: 8 } }, /hidden_size/],
  ])("%s is unusable, with the reason", (_, { tag, fields }: { tag?: string; fields: object }, reason) => {
    const matter = new Map(tag === undefined ? [] : [["pipeline_tag", tag]]);
    expect(describeModel(matter, config(fields))).toEqual({ unusable: expect.stringMatching(reason) });
  });
});
