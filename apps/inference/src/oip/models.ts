import type { NodeAssignment } from "@millrace/deployments";
import { Fault } from "@millrace/kernel";
import type { TensorPort } from "@millrace/serving";
import manifest from "../../package.json" with { type: "json" };
import type { Caller } from "../http/caller.ts";
import { findDeployment, type Service } from "../service.ts";
import { shown } from "./refusal.ts";

/** The protocol's word for a graph in ONNX. */
const PLATFORM = "onnx_onnxv1";
const EXTENSIONS = ["binary_tensor_data", "schedule_policy"];
const READY_STATES = new Set(["ready", "unloaded"]);
const RETRY_AFTER_MS = 1_000;

export type Ports = { readonly inputs: readonly TensorPort[]; readonly outputs: readonly TensorPort[] };

/** A model as a caller names it; "" is whichever version is served. */
export type ModelName = { readonly model: string; readonly version: string };

export function describeServer() {
  return { name: "millrace", version: manifest.version, extensions: EXTENSIONS };
}

/** Fault `not_found` for a deployment that the caller does not have, and for a version that it does not run. */
export async function findModel(
  service: Service,
  caller: Caller,
  { model, version }: ModelName,
): Promise<NodeAssignment> {
  const deployment = await findDeployment(service, caller, model);
  if (version === "" || version === deployment.modelVersionId) return deployment;
  throw new Fault({
    kind: "not_found",
    code: "oip.version_not_found",
    message: `\`${deployment.name}\` does not serve a version ${shown(version)}; its metadata names the one that it serves.`,
  });
}

export function describeModel(service: Service, { name, deploymentId, modelVersionId }: NodeAssignment) {
  return { name, versions: [modelVersionId], platform: PLATFORM, ...portsOf(service, deploymentId) };
}

/** Fault `unavailable` while the engine does not have it yet, or would not. */
export function portsOf({ engine }: Service, deploymentId: string): Ports {
  const ports = engine.portsOf(deploymentId);
  if (ports !== null) return ports;
  throw new Fault({
    kind: "unavailable",
    code: "oip.model_not_ready",
    message: "The deployment is not ready yet. Its owner sees why on the deployment's page.",
    retryAfterMs: RETRY_AFTER_MS,
  });
}

/** Whether a request would be computed: by a process that is there, or by one that is started for it. */
export function isReady({ engine }: Service, deploymentId: string): boolean {
  const group = engine.status().find(({ id }) => id === deploymentId);
  return group?.replicas.some(({ state }) => READY_STATES.has(state)) ?? false;
}

/** What Triton's clients list a repository by. */
export function indexModels(service: Service, caller: Caller) {
  return service.assignments.within(caller).map(({ name, deploymentId, modelVersionId }) => ({
    name,
    version: modelVersionId,
    state: isReady(service, deploymentId) ? "READY" : "UNAVAILABLE",
    reason: service.assignments.refusalOf(deploymentId)?.reason ?? "",
  }));
}
