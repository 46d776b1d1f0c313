import { variantOf } from "@millrace/catalog";
import type { LoadReport, NodeAssignment, ReplicaReport } from "@millrace/deployments";
import type { Clock } from "@millrace/kernel";
import type { GroupStatus } from "@millrace/serving";
import type { Assignments } from "./assignments.ts";

/**
 * The engine's status as rows of the deployments domain; groups that are no longer assigned are left out. Where the
 * engine refused a deployment, each replica that it should have says why it is not there.
 */
export function replicaReports(
  groups: readonly GroupStatus[],
  assignments: Pick<Assignments, "all" | "refusalOf">,
): ReplicaReport[] {
  const known = assignments.all();
  const running = matched(groups, known).flatMap(({ group, teamId, deploymentId }) =>
    group.replicas.map((replica, ordinal) => ({
      teamId,
      deploymentId,
      ordinal,
      state: replica.state,
      variant: variantOf(replica.onnxFile),
      provider: replica.provider,
      memoryBytes: replica.memoryBytes ?? 0,
      restarts: replica.restarts,
      reason: replica.reason,
      since: replica.since,
    })),
  );
  const served = new Set(running.map(({ deploymentId }) => deploymentId));
  const missing = known.filter(({ deploymentId }) => !served.has(deploymentId));
  return [...running, ...missing.flatMap((assignment) => refusedReplicas(assignment, assignments))];
}

function refusedReplicas(
  { teamId, deploymentId, resources, settings }: NodeAssignment,
  { refusalOf }: Pick<Assignments, "refusalOf">,
): ReplicaReport[] {
  const refusal = refusalOf(deploymentId);
  if (refusal === null) return [];
  return Array.from({ length: resources.replicas }, (_, ordinal) => ({
    teamId,
    deploymentId,
    ordinal,
    state: refusal.state,
    variant: settings.variant === "int8" ? "int8" : "fp32",
    provider: "cpu",
    memoryBytes: 0,
    restarts: 0,
    reason: refusal.reason,
    since: refusal.since,
  }));
}

/** The last ten seconds of each deployment. */
export function loadReports(
  groups: readonly GroupStatus[],
  assignments: NodeAssignment[],
  clock: Clock,
): LoadReport[] {
  return matched(groups, assignments).map(({ group, teamId, deploymentId }) => ({
    teamId,
    deploymentId,
    at: clock.now(),
    requestsPerSecond: group.figures.requestsPerSecond,
    tokensPerSecond: group.figures.inputTokensPerSecond,
    refusedPerSecond: group.figures.refusedPerSecond,
    totalP50Ms: group.figures.totalP50Ms ?? 0,
    totalP99Ms: group.figures.totalP99Ms ?? 0,
    queueMs: group.figures.queueMeanMs ?? 0,
    computeMs: group.figures.computeMeanMs ?? 0,
    totalMs: group.figures.totalMeanMs ?? 0,
    batchRows: group.figures.batchRowsMean ?? 0,
    paddingShare: group.figures.paddingShare ?? 0,
    queuedRequests: group.queuedRequests,
    cacheHitsPerSecond: group.figures.cacheHitsPerSecond,
  }));
}

function matched(groups: readonly GroupStatus[], assignments: NodeAssignment[]) {
  const byId = new Map(assignments.map((assignment) => [assignment.deploymentId, assignment]));
  return groups.flatMap((group) => {
    const assignment = byId.get(group.id);
    return assignment ? [{ group, teamId: assignment.teamId, deploymentId: group.id }] : [];
  });
}
