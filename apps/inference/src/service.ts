import type { Access } from "@millrace/billing";
import type { NodeAssignment } from "@millrace/deployments";
import { type Clock, clientAddress, Fault } from "@millrace/kernel";
import type { KeyApi, KeyDescription, KeyIdentity } from "@millrace/keys";
import type { Spool, UsageRecord } from "@millrace/metering";
import type { KeyUse } from "@millrace/quotas";
import type { Engine } from "@millrace/serving";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import type { Assignments } from "./assignments.ts";
import { authenticate } from "./authenticate.ts";
import type { BodyKeeper } from "./bodies/body-keeper.ts";
import { type Caller, callerOf, noteCaller } from "./http/caller.ts";
import { route } from "./http/server.ts";
import type { KeyRing } from "./key-ring.ts";
import type { Allowance, Limits } from "./limits/allowance.ts";
import { noteLimits } from "./limits/told-limits.ts";
import type { RequestMetrics, Work } from "./request-metrics.ts";

/** What the routes work with. */
export type Service = {
  nodeId: string;
  engine: Engine;
  assignments: Assignments;
  keyRing: KeyRing;
  limits: Limits;
  /** Null when the key is gone. */
  describeKey(identity: KeyIdentity): Promise<KeyDescription | null>;
  /** What the plan of the key's team lets it do. */
  describeAccess(identity: KeyIdentity): Promise<Access>;
  /** Null when its team is gone. */
  describeUse(identity: KeyIdentity): Promise<KeyUse | null>;
  /** How many proxies stand before us. */
  trustedProxies: number;
  spool: Spool;
  metrics: RequestMetrics;
  bodies: Pick<BodyKeeper, "answered">;
  clock: Clock;
};

/** A request that may run: whose it is and what it asks for. */
export type Admission = {
  id: string;
  at: Date;
  teamId: string;
  keyId: string;
  deployment: NodeAssignment;
  /** What it may use; `admitted` gives back what it does not. */
  allowance: Allowance;
};

export type Call = { caller: Caller; request: FastifyRequest; reply: FastifyReply };

type KeyedRoute = {
  method: "GET" | "POST";
  url: string;
  /** The family that it belongs to; null: every key may use it. */
  api: KeyApi | null;
  handler(call: Call): Promise<unknown>;
};

/** A route for those who bring a key. Whose request it is, is known before its body is read. */
export function keyedRoute(
  app: FastifyInstance,
  service: Service,
  { method, url, api, handler }: KeyedRoute,
): void {
  const onRequest = async (request: FastifyRequest) => {
    noteCaller(request, await whoAsks(service, request, api));
  };
  route(app, { method, url, onRequest }, async (request, reply) => {
    const caller = callerOf(request) ?? (await whoAsks(service, request, api));
    return handler({ caller, request, reply });
  });
}

/** Two headers are no key, as proxies and servers disagree on which one counts. Faults of `authenticate`. */
function whoAsks(
  { keyRing, trustedProxies }: Service,
  { raw }: FastifyRequest,
  api: KeyApi | null,
): Promise<Caller> {
  const { headersDistinct, socket } = raw;
  const address = clientAddress({
    socketAddress: socket.remoteAddress,
    forwardedFor: headersDistinct["x-forwarded-for"]?.join(","),
    trustedProxies,
  });
  return authenticate(keyRing, { authorization: headersDistinct.authorization?.join(", "), address, api });
}

/** The deployment that a caller means by a model's name; one outside of its scope is as none. Fault `not_found` `model_not_found`. */
export async function findDeployment(
  service: Service,
  caller: Caller,
  model: string,
): Promise<NodeAssignment> {
  const deployment = await service.assignments.find(caller, model);
  if (deployment === null) throw modelNotFound(model);
  return deployment;
}

/**
 * Lets a request in and does its work: a deployment of the caller's team, room to record what it will use, and every limit
 * that holds for it. What the work did not settle is given back. Faults: `not_found` `model_not_found`, `unavailable` when
 * usage could not be recorded or limits not be checked, `limit_exceeded`, `payment_required`.
 */
export async function admitted<T>(
  service: Service,
  { caller, id, model }: { caller: Caller; id: string; model: string },
  work: (admission: Admission) => Promise<T>,
): Promise<T> {
  const at = service.clock.now();
  const deployment = await findDeployment(service, caller, model);
  if (!service.spool.hasRoom()) throw cannotRecord();
  const { teamId, keyId } = caller;
  const { deploymentId, modelName } = deployment;
  const subject = { teamId, keyId, deploymentId, modelName };
  try {
    const allowance = await service.limits.admit(subject, at);
    try {
      return await work({ id, at, teamId, keyId, deployment, allowance });
    } finally {
      allowance.release();
    }
  } catch (error) {
    noteLimits(error, service.limits.headersOf(subject, at));
    throw error;
  }
}

/** Makes the usage of an answered request durable. Only then may the answer be sent. */
export async function settle(service: Service, admission: Admission, work: Work): Promise<void> {
  const record = usageOf(service.nodeId, admission, work);
  await service.spool.append(record);
  admission.allowance.settle(record);
  service.metrics.answered(admission.deployment, work);
}

const US_PER_MS = 1_000;
/** Of a name that somebody sent, in an error. */
const MODEL_CHARACTERS_SHOWN = 60;

function usageOf(nodeId: string, admission: Admission, work: Work): UsageRecord {
  const { id, at, teamId, keyId, deployment, allowance } = admission;
  const { timings } = work;
  return {
    teamId,
    id,
    at,
    nodeId,
    keyId,
    deploymentId: deployment.deploymentId,
    modelName: deployment.modelName,
    modelVersionId: deployment.modelVersionId,
    task: deployment.task,
    outcome: "answered",
    inputs: work.inputs,
    inputTokens: work.inputTokens,
    cachedInputTokens: work.cachedInputTokens,
    outputTokens: 0,
    holderId: allowance.holderId,
    queueUs: Math.round(timings.queueMs * US_PER_MS),
    computeUs: Math.round(timings.computeMs * US_PER_MS),
    totalUs: Math.round(timings.totalMs * US_PER_MS),
    // None for an answer that was known.
    batchRows: Math.round(timings.batchRows),
  };
}

function cannotRecord(): Fault {
  return new Fault({
    kind: "unavailable",
    code: "usage_not_recordable",
    message:
      "Usage cannot be written down safely at the moment, so nothing is served. Try again in a moment.",
    retryAfterMs: 1_000,
  });
}

function modelNotFound(model: string): Fault {
  const shown =
    model.length > MODEL_CHARACTERS_SHOWN
      ? `${model.slice(0, MODEL_CHARACTERS_SHOWN).toWellFormed()}…`
      : model;
  return new Fault({
    kind: "not_found",
    code: "model_not_found",
    message: `There is no running deployment \`${shown}\` that this key may call. GET /v1/models lists those that are.`,
    param: "model",
  });
}
