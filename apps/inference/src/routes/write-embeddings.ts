import type { EmbedAnswer } from "@millrace/serving";
import { printFloats } from "./print-floats.ts";

export type EncodingFormat = "float" | "base64";

type EmbeddingsAnswer = Pick<EmbedAnswer, "vectors" | "inputTokens"> & {
  model: string;
  encodingFormat: EncodingFormat;
};

/** OpenAI's answer to `POST /v1/embeddings`, as JSON. */
export function writeEmbeddings({ vectors, inputTokens, model, encodingFormat }: EmbeddingsAnswer): string {
  const print = encodingFormat === "float" ? printFloats : printBase64;
  const data = vectors.map(
    (vector, index) => `{"object":"embedding","index":${index},"embedding":${print(vector)}}`,
  );
  const usage = `{"prompt_tokens":${inputTokens},"total_tokens":${inputTokens}}`;
  return `{"object":"list","data":[${data.join()}],"model":${JSON.stringify(model)},"usage":${usage}}`;
}

/** The bytes of little-endian float32, which OpenAI's clients ask for by default. */
function printBase64({ buffer, byteOffset, byteLength }: Float32Array): string {
  return `"${Buffer.from(buffer, byteOffset, byteLength).toString("base64")}"`;
}
