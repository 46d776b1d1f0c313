import type { Wanted } from "../deployment.ts";
import type { ReplicaState } from "../replica.ts";

/**
 * - `running`: every wanted replica is ready, or unloaded and loads when asked.
 * - `starting`: on the way there, nothing is wrong.
 * - `degraded`: something is wrong, and it may still answer or soon will.
 * - `failed`: no replica is left that could answer.
 * - `unschedulable`: no node has room.
 * - `stopped`: not wanted.
 */
export type DeploymentState = "running" | "starting" | "degraded" | "stopped" | "unschedulable" | "failed";

/** What the controller decided; `node` is null where none had room. */
export type PlacementView = {
  node: { name: string; alive: boolean } | null;
  replicas: number;
  reason: string | null;
};

export type Observed = {
  wanted: Wanted;
  replicasWanted: number;
  /** Null before the controller has looked. */
  placement: PlacementView | null;
  /** Of the placed node only. */
  replicas: readonly { state: ReplicaState; reason: string | null }[];
};

export type Verdict = { state: DeploymentState; reason: string | null };

/** What a deployment is, from what is wanted, where it was put, and what its node says. */
export function deriveState({ wanted, replicasWanted, placement, replicas }: Observed): Verdict {
  if (wanted === "stopped") return { state: "stopped", reason: null };
  if (placement === null) return { state: "starting", reason: null };
  if (placement.node === null) return { state: "unschedulable", reason: placement.reason };
  if (!placement.node.alive) {
    return { state: "failed", reason: `The node ${placement.node.name} does not answer.` };
  }
  // What is unloaded answers: it is loaded when somebody asks.
  const ready = count(replicas, "ready") + count(replicas, "unloaded");
  if (ready >= replicasWanted) return { state: "running", reason: null };
  const troubled = replicas.find(({ state }) => state === "restarting" || state === "quarantined");
  if (troubled) {
    const hopeful = ready + count(replicas, "restarting") + count(replicas, "starting");
    return {
      state: hopeful > 0 ? "degraded" : "failed",
      reason: troubled.reason ?? readiness(ready, replicasWanted),
    };
  }
  if (placement.replicas < replicasWanted && ready >= placement.replicas) {
    return { state: "degraded", reason: placement.reason };
  }
  const said = replicas.find(({ reason }) => reason !== null)?.reason ?? null;
  return { state: "starting", reason: ready > 0 ? readiness(ready, replicasWanted) : said };
}

function count(replicas: Observed["replicas"], state: ReplicaState): number {
  return replicas.filter((replica) => replica.state === state).length;
}

function readiness(ready: number, wanted: number): string {
  return `${ready} of ${wanted} replicas ${ready === 1 ? "is" : "are"} ready.`;
}
