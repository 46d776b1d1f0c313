import { cutDimensions, serverTiming } from "@millrace/serving";
import type { FastifyInstance } from "fastify";
import { leaving } from "../http/leaving.ts";
import { route } from "../http/server.ts";
import { admit, authenticate, type Service, settle } from "../service.ts";
import { invalid, readEmbeddingRequest } from "./read-embedding-request.ts";

const OWNER = "millrace";
const MS_PER_SECOND = 1_000;

/** `/v1/models`, `/v1/models/{model}` and `/v1/embeddings`, as OpenAI's clients expect them. */
export function openAiRoutes(app: FastifyInstance, service: Service): void {
  route(app, "GET", "/v1/models", async (request) => {
    const { teamId } = await authenticate(service, request);
    return { object: "list", data: service.assignments.ofTeam(teamId).map(modelObject) };
  });

  route(app, "GET", "/v1/models/:model", async (request) => {
    const caller = await authenticate(service, request);
    const { model } = request.params as { model: string };
    const { deployment } = await admit(service, request, { model, caller });
    return modelObject(deployment);
  });

  route(app, "POST", "/v1/embeddings", async (request, reply) => {
    const caller = await authenticate(service, request);
    const asked = readEmbeddingRequest(request.body);
    const admission = await admit(service, request, { model: asked.model, caller });
    const id = admission.deployment.deploymentId;
    checkDimensions(asked.dimensions, admission.deployment.dimensions);
    const answer = await service.engine.embed(id, {
      inputs: asked.inputs,
      truncate: asked.truncate,
      signal: leaving(reply),
    });
    await settle(service, admission, { ...answer, inputs: asked.inputs.length });
    const { dimensions } = asked;
    const vectors =
      dimensions === null
        ? answer.vectors
        : answer.vectors.map((vector) => cutDimensions(vector, dimensions));
    reply.header("server-timing", serverTiming(answer.timings));
    return {
      object: "list",
      data: vectors.map((vector, index) => ({
        object: "embedding",
        index,
        embedding: encode(vector, asked.encodingFormat),
      })),
      model: asked.model,
      usage: { prompt_tokens: answer.inputTokens, total_tokens: answer.inputTokens },
    };
  });
}

function modelObject({ name, createdAt }: { name: string; createdAt: Date }) {
  return {
    id: name,
    object: "model",
    created: Math.floor(createdAt.getTime() / MS_PER_SECOND),
    owned_by: OWNER,
  };
}

function checkDimensions(asked: number | null, available: number | null): void {
  if (asked === null || available === null || asked <= available) return;
  throw invalid(
    "invalid_dimensions",
    `\`dimensions\` is ${asked}; this model's vectors have ${available}.`,
    "dimensions",
  );
}

/** Numbers, or the bytes of little-endian float32 in base64, which OpenAI's clients ask for by default. */
function encode(vector: Float32Array, format: "float" | "base64"): number[] | string {
  if (format === "float") return Array.from(vector);
  return Buffer.from(vector.buffer, vector.byteOffset, vector.byteLength).toString("base64");
}
