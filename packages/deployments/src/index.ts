export { createDeployment } from "./create-deployment.ts";
export { deleteDeployment } from "./delete-deployment.ts";
export {
  DEPLOYMENTS_MAX,
  type Deployment,
  deploymentNameSchema,
  type LiveDeployment,
  WANTED,
  type Wanted,
} from "./deployment.ts";
export { getDeployment } from "./get-deployment.ts";
export { listDeployments } from "./list-deployments.ts";
export type { Load, LoadReport } from "./load.ts";
export { NODE_MEMORY_SHARE, type ServingNode } from "./node.ts";
export { expireNodes } from "./nodes/expire-nodes.ts";
export { findNode } from "./nodes/find-node.ts";
export { heartbeat } from "./nodes/heartbeat.ts";
export { listNodes } from "./nodes/list-nodes.ts";
export type { NodeAssignment } from "./nodes/node-assignment.ts";
export { registerNode } from "./nodes/register-node.ts";
export { reportLoads } from "./nodes/report-loads.ts";
export { reportReplicas } from "./nodes/report-replicas.ts";
export { wantedOnNode } from "./nodes/wanted-on-node.ts";
export { type PlacementChange, place } from "./placing/place.ts";
export type { Replica, ReplicaReport, ReplicaState } from "./replica.ts";
export type { ResourceChange, ResourceCheck } from "./resource-check.ts";
export { RESOURCE_BOUNDS, type Resources, resourcesSchema } from "./resources.ts";
export type { DeploymentState } from "./rules/derive-state.ts";
export { type Suggestion, suggestResources } from "./rules/suggest-resources.ts";
export { setWanted } from "./set-wanted.ts";
export {
  CACHE_BYTES_BOUNDS,
  DEFAULT_SETTINGS,
  EXECUTION_PROVIDERS,
  type ExecutionProvider,
  RESIDENCIES,
  type Residency,
  type ServingSettings,
  settingsSchema,
  VARIANTS_WANTED,
  type VariantWanted,
} from "./settings.ts";
export { updateDeployment } from "./update-deployment.ts";
