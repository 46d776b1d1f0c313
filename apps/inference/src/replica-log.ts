import type { Engine, ReplicaStatus } from "@millrace/serving";
import type { Log } from "@millrace/telemetry";

type Parts = {
  engine: Pick<Engine, "status">;
  /** Whose a deployment is. */
  teamOf(deploymentId: string): string | null;
  log: Log;
};

/**
 * Writes down, once each, why replicas stopped serving: what their owner is told, and the details that only the operator
 * may see. Called after each change of a deployment's replicas.
 */
export function createReplicaLog({ engine, teamOf, log }: Parts): (deploymentId: string) => void {
  const written = new Map<string, ReadonlySet<string>>();
  return (deploymentId) => {
    const replicas = engine.status().find(({ id }) => id === deploymentId)?.replicas ?? [];
    const troubled = replicas.filter(({ state }) => state === "restarting" || state === "quarantined");
    const before = written.get(deploymentId);
    for (const replica of troubled) {
      if (before?.has(nameOf(replica))) continue;
      const { state, reason, detail, restarts } = replica;
      log.warn(
        { teamId: teamOf(deploymentId), deploymentId, state, reason, detail, restarts },
        "replica stopped",
      );
    }
    if (troubled.length === 0) written.delete(deploymentId);
    else written.set(deploymentId, new Set(troubled.map(nameOf)));
  };
}

/** Of one stop of one replica. */
function nameOf({ state, since, restarts }: ReplicaStatus): string {
  return `${state} ${since.getTime()} ${restarts}`;
}
