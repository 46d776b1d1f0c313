import { env, pipeline } from "@huggingface/transformers";
import fastify from "fastify";
import { answerQuestions } from "../child.ts";
import { MODEL, MODELS_FOLDER } from "../deployment.ts";

/** What a user would write instead of Millrace: transformers.js behind Fastify, as its documentation shows it. */
env.allowRemoteModels = false;
env.localModelPath = MODELS_FOLDER;

const extract = await pipeline("feature-extraction", MODEL, { dtype: "fp32" });
const app = fastify();
app.post<{ Body: { input: string } }>("/embeddings", async (request) => {
  const output = await extract(request.body.input, { pooling: "mean", normalize: true });
  return { embeddings: output.tolist() };
});
const address = await app.listen({ host: "127.0.0.1", port: 0 });

/** Asked for its address once it listens. */
answerQuestions(async () => address);
