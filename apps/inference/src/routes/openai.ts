import { cutDimensions } from "@millrace/serving";
import type { FastifyInstance } from "fastify";
import { answerHeaders } from "../answer-headers.ts";
import { leaving } from "../http/leaving.ts";
import { recordId } from "../http/record-id.ts";
import { sendJson } from "../http/send-json.ts";
import { precedenceOf } from "../precedence.ts";
import { admitted, type Call, findDeployment, keyedRoute, type Service, settle } from "../service.ts";
import { invalid, readEmbeddingRequest } from "./read-embedding-request.ts";
import { writeEmbeddings } from "./write-embeddings.ts";

const OWNER = "millrace";
const MS_PER_SECOND = 1_000;

/** `/v1/models`, `/v1/models/{model}` and `/v1/embeddings`, as OpenAI's clients expect them. */
export function openAiRoutes(app: FastifyInstance, service: Service): void {
  keyedRoute(app, service, {
    method: "GET",
    url: "/v1/models",
    api: "openai",
    handler: async ({ caller }) => ({
      object: "list",
      data: service.assignments.within(caller).map(modelObject),
    }),
  });
  keyedRoute(app, service, {
    method: "GET",
    url: "/v1/models/:model",
    api: "openai",
    handler: async ({ caller, request }) => {
      const { model } = request.params as { model: string };
      return modelObject(await findDeployment(service, caller, model));
    },
  });
  keyedRoute(app, service, {
    method: "POST",
    url: "/v1/embeddings",
    api: "openai",
    handler: (call) => embed(service, call),
  });
}

async function embed(service: Service, call: Call) {
  const { model, inputs, truncate, dimensions, encodingFormat } = readEmbeddingRequest(call.request.body);
  const precedence = precedenceOf(call);
  return admitted(service, { ...call, id: recordId(call), model }, async (admission) => {
    const { deployment, allowance } = admission;
    checkDimensions(dimensions, deployment.dimensions);
    const answer = await service.engine.embed(deployment.deploymentId, {
      inputs,
      truncate,
      signal: leaving(call.reply),
      counted: allowance.counted,
      ...precedence,
    });
    await settle(service, admission, { ...answer, inputs: inputs.length });
    const vectors =
      dimensions === null
        ? answer.vectors
        : answer.vectors.map((vector) => cutDimensions(vector, dimensions));
    const text = writeEmbeddings({ vectors, inputTokens: answer.inputTokens, model, encodingFormat });
    service.bodies.answered(admission, call.request, () => text);
    call.reply.headers(answerHeaders(answer, admission));
    return sendJson(call.reply, text);
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
