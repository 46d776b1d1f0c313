import { basename, dirname } from "node:path";
import { env, pipeline } from "@huggingface/transformers";
import fastify from "fastify";
import { answerQuestions } from "../child.ts";

/** The model's folder; the only argument. */
const folder = process.argv[2] ?? "";

/** What a user would write instead of Millrace: transformers.js behind Fastify, as its documentation shows it. */
env.allowRemoteModels = false;
env.localModelPath = dirname(folder);

const extract = await pipeline("feature-extraction", basename(folder), { dtype: "fp32" });
const app = fastify();
app.post<{ Body: { input: string } }>("/embeddings", async (request) => {
  const output = await extract(request.body.input, { pooling: "mean", normalize: true });
  return { embeddings: output.tolist() };
});
const address = await app.listen({ host: "127.0.0.1", port: 0 });

/** Asked for its address once it listens. */
answerQuestions(async () => address);
