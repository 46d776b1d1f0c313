import type { NodeAssignment } from "@millrace/deployments";
import { type Clock, toFault } from "@millrace/kernel";
import type { Engine, ReplicaGroupSpec } from "@millrace/serving";
import type { Log } from "@millrace/telemetry";

/** A name that is not known here is looked up at once, but not more often than this. */
const REFRESH_PAUSE_MS = 200;

export type Assignments = {
  /** The running deployment that a team calls by this name, or null. */
  find(teamId: string, name: string): Promise<NodeAssignment | null>;
  ofTeam(teamId: string): NodeAssignment[];
  all(): NodeAssignment[];
  /** Brings the engine to what is wanted on this node. One at a time; called every second. */
  sync(): Promise<void>;
};

type Parts = {
  engine: Engine;
  /** What is wanted on this node now. */
  load(): Promise<NodeAssignment[]>;
  /** Absolute folder of a model version. */
  folderOf(assignment: NodeAssignment): string;
  clock: Clock;
  log: Log;
};

/**
 * What this node serves. Kept in memory: while the database is away, everything goes on as it was last wanted.
 */
export function createAssignments({ engine, load, folderOf, clock, log }: Parts): Assignments {
  let byTeam = new Map<string, Map<string, NodeAssignment>>();
  /** What the engine was last told, as text: the placement may follow a change of the deployment a moment later. */
  const applied = new Map<string, string>();
  let running: Promise<void> | undefined;
  let lastSyncMs = Number.NEGATIVE_INFINITY;

  async function bringToWanted(): Promise<void> {
    lastSyncMs = clock.monotonicMs();
    const wanted = await load();
    byTeam = index(wanted);
    const wantedIds = new Set(wanted.map(({ deploymentId }) => deploymentId));
    const gone = [...applied.keys()].filter((id) => !wantedIds.has(id));
    for (const id of gone) {
      applied.delete(id);
      // Draining takes as long as its requests; the others need not wait for it.
      void engine.remove(id);
    }
    for (const assignment of wanted) await apply(assignment);
  }

  async function apply(assignment: NodeAssignment): Promise<void> {
    const { deploymentId, generation } = assignment;
    const spec = specOf(assignment, folderOf(assignment));
    const told = JSON.stringify([generation, spec]);
    if (applied.get(deploymentId) === told) return;
    applied.set(deploymentId, told);
    try {
      await engine.apply(spec);
    } catch (error) {
      log.error({ error: toFault(error), deploymentId, generation }, "deployment could not be applied");
    }
  }

  function sync(): Promise<void> {
    running ??= bringToWanted().finally(() => {
      running = undefined;
    });
    return running;
  }

  const known = (teamId: string, name: string) => byTeam.get(teamId)?.get(name) ?? null;
  return {
    find: async (teamId, name) => {
      const found = known(teamId, name);
      if (found !== null || clock.monotonicMs() - lastSyncMs < REFRESH_PAUSE_MS) return found;
      // Deployed a moment ago, perhaps. A database that is away leaves the name unknown.
      await sync().catch(() => {});
      return known(teamId, name);
    },
    ofTeam: (teamId) => [...(byTeam.get(teamId)?.values() ?? [])],
    all: () => [...byTeam.values()].flatMap((team) => [...team.values()]),
    sync,
  };
}

function index(assignments: NodeAssignment[]): Map<string, Map<string, NodeAssignment>> {
  const byTeam = new Map<string, Map<string, NodeAssignment>>();
  for (const assignment of assignments) {
    const team = byTeam.get(assignment.teamId) ?? new Map<string, NodeAssignment>();
    team.set(assignment.name, assignment);
    byTeam.set(assignment.teamId, team);
  }
  return byTeam;
}

function specOf(assignment: NodeAssignment, modelFolder: string): ReplicaGroupSpec {
  const { deploymentId, name, task, resources } = assignment;
  return { ...resources, id: deploymentId, name, modelFolder, task };
}
