import { serverTiming } from "@millrace/serving";
import type { FastifyInstance, FastifyReply } from "fastify";
import { leaving } from "../http/leaving.ts";
import { route } from "../http/server.ts";
import { type Admission, admit, authenticate, type Service, settle } from "../service.ts";
import { type PipelineRequest, readPipelineRequest } from "./read-pipeline-request.ts";

/** `POST /models/{deployment}`, as the clients of Hugging Face Inference call an endpoint of one's own. */
export function huggingFaceRoutes(app: FastifyInstance, service: Service): void {
  route(app, "POST", "/models/:deployment", async (request, reply) => {
    const caller = await authenticate(service, request);
    const { deployment } = request.params as { deployment: string };
    const admission = await admit(service, request, { model: deployment, caller });
    const asked = readPipelineRequest(request.body);
    const run = admission.deployment.task === "text-classification" ? classify : extractFeatures;
    return run(service, { admission, asked, reply });
  });
}

type Call = { admission: Admission; asked: PipelineRequest; reply: FastifyReply };

/** One list of `{ label, score }` an input, best first. */
async function classify(service: Service, { admission, asked, reply }: Call) {
  const answer = await service.engine.classify(admission.deployment.deploymentId, {
    ...asked,
    signal: leaving(reply),
  });
  await settle(service, admission, { ...answer, inputs: asked.inputs.length });
  reply.header("server-timing", serverTiming(answer.timings));
  return answer.scores;
}

/** One vector an input. */
async function extractFeatures(service: Service, { admission, asked, reply }: Call) {
  const { inputs, truncate } = asked;
  const answer = await service.engine.embed(admission.deployment.deploymentId, {
    inputs,
    truncate,
    signal: leaving(reply),
  });
  await settle(service, admission, { ...answer, inputs: inputs.length });
  reply.header("server-timing", serverTiming(answer.timings));
  return answer.vectors.map((vector) => Array.from(vector));
}
