import { expect } from "@playwright/test";
import OpenAI from "openai";
import { test } from "../product.ts";

const TEXTS = ["the wheel turns", "水车在转", "a measured flow of water leads to the wheel"];

test("the official OpenAI client gets the same vectors in base64, its default, and as numbers", async ({
  product,
}) => {
  const client = new OpenAI({ baseURL: `${product.apiUrl}/v1`, apiKey: product.apiKey });
  const byDefault = await client.embeddings.create({ model: "embed", input: TEXTS });
  const asNumbers = await client.embeddings.create({
    model: "embed",
    input: TEXTS,
    encoding_format: "float",
  });
  const vectors = byDefault.data.map(({ embedding }) => embedding);
  expect(vectors.map((vector) => vector.length)).toEqual([384, 384, 384]);
  // What else shares its batch may move a vector in its sixth digit, and numbers are printed as float32.
  for (const [index, { embedding }] of asNumbers.data.entries()) {
    expect(distance(vectors[index] ?? [], embedding)).toBeLessThan(1e-3);
  }
  expect(byDefault.usage).toEqual(asNumbers.usage);
});

test("the official OpenAI client lists what it can call and understands a refusal", async ({ product }) => {
  const client = new OpenAI({ baseURL: `${product.apiUrl}/v1`, apiKey: product.apiKey });
  const models = await client.models.list();
  expect(models.data.map(({ id }) => id)).toContain("embed");
  const refused = client.embeddings.create({ model: "no-such-model", input: "x" });
  await expect(refused).rejects.toMatchObject({ status: 404, code: "model_not_found", param: "model" });
});

function distance(one: readonly number[], other: readonly number[]): number {
  return Math.hypot(...one.map((value, index) => value - (other[index] ?? Number.NaN)));
}
