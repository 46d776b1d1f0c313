import type { Precedence } from "@millrace/serving";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { answerHeaders } from "../answer-headers.ts";
import { leaving } from "../http/leaving.ts";
import { recordId } from "../http/record-id.ts";
import { sendJson } from "../http/send-json.ts";
import { precedenceOf } from "../precedence.ts";
import { type Admission, admitted, keyedRoute, type Service, settle } from "../service.ts";
import { printFloats } from "./print-floats.ts";
import { type PipelineRequest, readPipelineRequest } from "./read-pipeline-request.ts";

/** `POST /models/{deployment}`, as the clients of Hugging Face Inference call an endpoint of one's own. */
export function huggingFaceRoutes(app: FastifyInstance, service: Service): void {
  keyedRoute(app, service, {
    method: "POST",
    url: "/models/:deployment",
    api: "huggingface",
    handler: async (call) => {
      const { deployment } = call.request.params as { deployment: string };
      return admitted(service, { ...call, id: recordId(call), model: deployment }, async (admission) => {
        const asked = { ...readPipelineRequest(call.request.body), ...precedenceOf(call) };
        const run = admission.deployment.task === "text-classification" ? classify : extractFeatures;
        return run(service, { admission, asked, request: call.request, reply: call.reply });
      });
    },
  });
}

type Run = {
  admission: Admission;
  asked: PipelineRequest & Precedence;
  request: FastifyRequest;
  reply: FastifyReply;
};

/** One list of `{ label, score }` an input, best first. */
async function classify(service: Service, { admission, asked, request, reply }: Run) {
  const answer = await service.engine.classify(admission.deployment.deploymentId, {
    ...asked,
    signal: leaving(reply),
    counted: admission.allowance.counted,
  });
  await settle(service, admission, { ...answer, inputs: asked.inputs.length });
  service.bodies.answered(admission, request, () => JSON.stringify(answer.scores));
  reply.headers(answerHeaders(answer, admission));
  return answer.scores;
}

/** One vector an input. */
async function extractFeatures(service: Service, { admission, asked, request, reply }: Run) {
  const { inputs, truncate, flow, deadlineMs } = asked;
  const answer = await service.engine.embed(admission.deployment.deploymentId, {
    inputs,
    truncate,
    flow,
    deadlineMs,
    signal: leaving(reply),
    counted: admission.allowance.counted,
  });
  await settle(service, admission, { ...answer, inputs: inputs.length });
  const text = `[${answer.vectors.map(printFloats).join()}]`;
  service.bodies.answered(admission, request, () => text);
  reply.headers(answerHeaders(answer, admission));
  return sendJson(reply, text);
}
