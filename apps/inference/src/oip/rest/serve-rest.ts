import { Fault } from "@millrace/kernel";
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { answerHeaders } from "../../answer-headers.ts";
import { leaving } from "../../http/leaving.ts";
import { recordId } from "../../http/record-id.ts";
import { route } from "../../http/server.ts";
import { precedenceOf } from "../../precedence.ts";
import { admitted, type Call, keyedRoute, type Service, settle } from "../../service.ts";
import { TENSOR_BODY_BYTES_MAX } from "../bounds.ts";
import { describeModel, describeServer, findModel, indexModels, isReady, portsOf } from "../models.ts";
import { earliest, readPrecedence } from "../read-precedence.ts";
import { refuse } from "../refusal.ts";
import { boundBodies } from "./bound-bodies.ts";
import { type RestCall, readInferBody } from "./read-infer-body.ts";
import { readRawBody } from "./read-raw-body.ts";
import { HEADER_LENGTH, splitBody } from "./split-body.ts";
import { writeInferAnswer } from "./write-infer-answer.ts";

const MIB = 1024 * 1024;
/** The protocol asks for a 4xx where something is not ready. */
const NOT_READY = 400;

/**
 * The Open Inference Protocol v2 over HTTP: health, metadata and inference, with the binary tensor data extension. A
 * deployment is a model, and the version of the catalogue's model that it runs is its only version.
 */
export function serveRest(app: FastifyInstance, service: Service, isServerReady: () => boolean): void {
  app.register(async (scope) => {
    boundBodies(scope);
    readTensors(scope);
    healthRoutes(scope, isServerReady);
    modelRoutes(scope, service);
    keyedRoute(scope, service, {
      method: "POST",
      url: "/v2/repository/index",
      api: "oip",
      handler: async ({ caller }) => indexModels(service, caller),
    });
  });
}

/** Bodies stay bytes here, whose larger part may be no JSON at all. Clients that send none name no type. */
function readTensors(scope: FastifyInstance): void {
  const types = ["application/json", "application/octet-stream", ""];
  scope.removeAllContentTypeParsers();
  scope.addContentTypeParser("*", { parseAs: "buffer", bodyLimit: TENSOR_BODY_BYTES_MAX }, readBytes);
  async function readBytes(request: FastifyRequest, body: Buffer) {
    const type = (request.headers["content-type"] ?? "").split(";")[0]?.trim().toLowerCase() ?? "";
    if (types.includes(type)) return body;
    throw new Fault({
      kind: "invalid",
      code: "http.unsupported_media_type",
      message: "Send the body as `application/json`, or with binary tensors as `application/octet-stream`.",
    });
  }
  // What is thrown here goes on to the server's own handler.
  scope.setErrorHandler((error: FastifyError) => {
    if (error.code !== "FST_ERR_CTP_BODY_TOO_LARGE") throw error;
    throw new Fault({
      kind: "invalid",
      code: "http.body_too_large",
      message: `The body is larger than the limit of ${TENSOR_BODY_BYTES_MAX / MIB} MiB. Send fewer rows a request.`,
    });
  });
}

function healthRoutes(scope: FastifyInstance, isServerReady: () => boolean): void {
  route(scope, { method: "GET", url: "/v2/health/live" }, async () => ({ live: true }));
  route(scope, { method: "GET", url: "/v2/health/ready" }, async (_request, reply) => {
    const ready = isServerReady();
    return reply.code(ready ? 200 : NOT_READY).send({ ready });
  });
}

function modelRoutes(scope: FastifyInstance, service: Service): void {
  const get = (url: string, handler: (call: Call) => Promise<unknown>) =>
    keyedRoute(scope, service, { method: "GET", url, api: "oip", handler });
  get("/v2", async () => describeServer());
  get("/v2/models", async ({ caller }) => ({
    models: service.assignments.within(caller).map(({ name }) => name),
  }));
  for (const model of ["/v2/models/:model", "/v2/models/:model/versions/:version"]) {
    get(model, async (call) => describeModel(service, await modelOf(service, call)));
    get(`${model}/ready`, async (call) => tellReady(service, call));
    keyedRoute(scope, service, {
      method: "POST",
      url: `${model}/infer`,
      api: "oip",
      handler: (call) => infer(service, call),
    });
  }
}

async function modelOf(service: Service, { caller, request }: Call) {
  const { model, version } = request.params as { model: string; version?: string };
  return findModel(service, caller, { model, version: version ?? "" });
}

async function tellReady(service: Service, call: Call): Promise<FastifyReply> {
  const { name, deploymentId } = await modelOf(service, call);
  const ready = isReady(service, deploymentId);
  return call.reply.code(ready ? 200 : NOT_READY).send({ name, ready });
}

async function infer(service: Service, call: Call): Promise<FastifyReply> {
  const deployment = await modelOf(service, call);
  return admitted(service, { ...call, id: recordId(call), model: deployment.name }, async (admission) => {
    const asked = readCall(service, call, deployment.deploymentId);
    const { flow, deadlineMs } = precedenceOf(call);
    const precedence = readPrecedence(asked.parameters);
    const answer = await service.engine.infer(deployment.deploymentId, {
      inputs: asked.inputs,
      outputs: asked.outputs,
      signal: leaving(call.reply),
      counted: admission.allowance.counted,
      flow,
      priority: precedence.priority,
      deadlineMs: earliest(deadlineMs, precedence.deadlineMs),
    });
    const served = { modelName: deployment.name, modelVersion: deployment.modelVersionId };
    // Before it is settled: what cannot be written is not charged.
    const { contentType, jsonBytes, body } = writeInferAnswer(asked, served, answer.outputs);
    await settle(service, admission, { ...answer, inputs: answer.rows });
    const { reply, request } = call;
    // Only what is JSON from end to end: binary tensors would say nothing to whoever looks.
    if (typeof body === "string" && request.headers[HEADER_LENGTH] === undefined)
      service.bodies.answered(admission, request, () => body);
    reply.header("content-type", contentType).headers(answerHeaders(answer, admission));
    if (jsonBytes !== null) reply.header(HEADER_LENGTH, String(jsonBytes));
    return reply.send(body);
  });
}

function readCall(service: Service, { request }: Call, deploymentId: string): RestCall {
  const body = request.body;
  if (!Buffer.isBuffer(body)) throw refuse("no_body", "The request has no body.");
  const length = request.headers[HEADER_LENGTH];
  const split = splitBody(body, length === undefined ? undefined : String(length));
  return split === null ? readRawBody(body, portsOf(service, deploymentId).inputs) : readInferBody(split);
}
