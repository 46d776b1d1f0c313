import { expect, test } from "vitest";
import { writeEmbeddings } from "./write-embeddings.ts";

const ANSWER = { vectors: [Float32Array.of(0.5, -2), Float32Array.of(0, 1)], inputTokens: 7, model: 'a"b' };

test("numbers, names and counts stand where OpenAI's clients look for them", () => {
  expect(JSON.parse(writeEmbeddings({ ...ANSWER, encodingFormat: "float" }))).toEqual({
    object: "list",
    data: [
      { object: "embedding", index: 0, embedding: [0.5, -2] },
      { object: "embedding", index: 1, embedding: [0, 1] },
    ],
    model: 'a"b',
    usage: { prompt_tokens: 7, total_tokens: 7 },
  });
});

test("base64 holds the bytes of little-endian float32, of a view into a larger buffer as well", () => {
  const view = Float32Array.of(9, 0.5, -2, 9).subarray(1, 3);
  const { data } = JSON.parse(writeEmbeddings({ ...ANSWER, vectors: [view], encodingFormat: "base64" }));
  const bytes = Buffer.from(data[0].embedding, "base64");
  expect([bytes.readFloatLE(0), bytes.readFloatLE(4), bytes.length]).toEqual([0.5, -2, 8]);
});
