import type { NodeAssignment } from "@millrace/deployments";
import { type Clock, Fault, toFault } from "@millrace/kernel";
import { scopeAllows } from "@millrace/keys";
import type { Engine } from "@millrace/serving";
import type { Log } from "@millrace/telemetry";
import type { LearnedCosts } from "./learned-costs.ts";
import type { Plan } from "./plan-group.ts";

/** A name that is not known here is looked up at once, but not more often than this. */
const REFRESH_PAUSE_MS = 200;
/** What the engine refused is told to it again after this, as its model may have come back. */
const REFUSED_PAUSE_MS = 30_000;
/** When to ask again for what cannot be served yet. */
const NOT_READY_RETRY_MS = 5_000;

/** Why a deployment has no replica here: the engine would not have it, or was not told of it yet. */
export type Refusal = { state: "starting" | "quarantined"; reason: string; since: Date };

/** What somebody may call: deployments of one team, all of them where none are named. */
export type Reach = { teamId: string; deploymentIds: readonly string[] };

export type Assignments = {
  /**
   * The running deployment that a team calls by this name, or null; one out of reach is as none, and takes as long. Fault `unavailable` `deployment_not_ready` when it has
   * no replica here, with the reason.
   */
  find(reach: Reach, name: string): Promise<NodeAssignment | null>;
  within(reach: Reach): NodeAssignment[];
  all(): NodeAssignment[];
  /** Whether bodies of the team's requests are kept; what the database said a second ago. */
  keepsBodies(teamId: string): boolean;
  /** Whose a deployment is that this node was told of; null for others. */
  teamOf(deploymentId: string): string | null;
  /** Why a deployment has no replica here, or null. */
  refusalOf(deploymentId: string): Refusal | null;
  /** Tells the engine what is wanted on this node now; how far it is, its status shows. Called every second. */
  sync(): Promise<void>;
};

type Parts = {
  engine: Engine;
  /** What is wanted on this node now. */
  load(): Promise<NodeAssignment[]>;
  /** Pure, but that it looks for the files of variants on the disk. */
  planOf(assignment: NodeAssignment): Plan;
  costs: Pick<LearnedCosts, "recall">;
  clock: Clock;
  log: Log;
};

/**
 * What this node serves. Kept in memory: while the database is away, everything goes on as it was last wanted.
 */
export function createAssignments({ engine, load, planOf, costs, clock, log }: Parts): Assignments {
  let byTeam = new Map<string, Map<string, NodeAssignment>>();
  /** What the engine was last told, as text: the placement may follow a change of the deployment a moment later. */
  const told = new Map<string, { teamId: string; text: string }>();
  const applying = new Map<string, Promise<void>>();
  const refusals = new Map<string, Refusal & { retryAtMs: number }>();
  let running: Promise<void> | undefined;
  let lastSyncMs = Number.NEGATIVE_INFINITY;

  // Nothing here waits for the engine: a change queues behind the requests of the deployment it changes, and the other
  // deployments need not.
  async function bringToWanted(): Promise<void> {
    lastSyncMs = clock.monotonicMs();
    const wanted = await load();
    byTeam = index(wanted);
    const wantedIds = new Set(wanted.map(({ deploymentId }) => deploymentId));
    for (const [id, { teamId }] of told) if (!wantedIds.has(id)) remove(teamId, id);
    for (const assignment of wanted) apply(assignment);
  }

  function remove(teamId: string, deploymentId: string): void {
    told.delete(deploymentId);
    refusals.delete(deploymentId);
    engine.remove(deploymentId).catch((error: unknown) => {
      log.error({ error: toFault(error), teamId, deploymentId }, "deployment could not be removed");
    });
  }

  function apply(assignment: NodeAssignment): void {
    const { teamId, deploymentId, generation } = assignment;
    const spec = planOf(assignment);
    if ("reason" in spec) {
      hold(assignment, spec);
      return;
    }
    const text = JSON.stringify([generation, spec]);
    const retryAtMs = refusals.get(deploymentId)?.retryAtMs ?? Number.POSITIVE_INFINITY;
    if (told.get(deploymentId)?.text === text && clock.monotonicMs() < retryAtMs) return;
    told.set(deploymentId, { teamId, text });
    refusals.delete(deploymentId);
    const change: Promise<void> = engine
      .apply({ ...spec, learnedCost: costs.recall(spec) })
      .catch((error: unknown) => {
        const fault = toFault(error);
        log.error({ error: fault, teamId, deploymentId, generation }, "deployment could not be applied");
        if (told.get(deploymentId)?.text === text) refuse(deploymentId, fault);
      })
      .finally(() => {
        if (applying.get(deploymentId) === change) applying.delete(deploymentId);
      });
    applying.set(deploymentId, change);
  }

  function refuse(deploymentId: string, { message }: Fault): void {
    const retryAtMs = clock.monotonicMs() + REFUSED_PAUSE_MS;
    refusals.set(deploymentId, { state: "quarantined", reason: message, since: clock.now(), retryAtMs });
  }

  /** What serves goes on as it is; what does not is not begun. */
  function hold({ teamId, deploymentId }: NodeAssignment, why: Pick<Refusal, "state" | "reason">): void {
    const text = JSON.stringify(why);
    if (told.get(deploymentId)?.text === text) return;
    told.set(deploymentId, { teamId, text });
    refusals.set(deploymentId, { ...why, since: clock.now(), retryAtMs: Number.POSITIVE_INFINITY });
  }

  function sync(): Promise<void> {
    running ??= bringToWanted().finally(() => {
      running = undefined;
    });
    return running;
  }

  function known(reach: Reach, name: string): NodeAssignment | null {
    const found = byTeam.get(reach.teamId)?.get(name);
    return found !== undefined && reaches(reach, found) ? found : null;
  }

  async function lookUp(reach: Reach, name: string): Promise<NodeAssignment | null> {
    const found = known(reach, name);
    if (found !== null || clock.monotonicMs() - lastSyncMs < REFRESH_PAUSE_MS) return found;
    // Deployed a moment ago, perhaps. A database that is away leaves the name unknown.
    await sync().catch(() => {});
    return known(reach, name);
  }

  return {
    teamOf: (deploymentId) => told.get(deploymentId)?.teamId ?? null,
    find: async (reach, name) => {
      const found = await lookUp(reach, name);
      if (found === null || engine.modelOf(found.deploymentId) !== null) return found;
      await applying.get(found.deploymentId);
      const refusal = refusals.get(found.deploymentId);
      if (refusal !== undefined) throw notReady(name, refusal);
      return found;
    },
    within: (reach) =>
      [...(byTeam.get(reach.teamId)?.values() ?? [])].filter((assignment) => reaches(reach, assignment)),
    all: () => [...byTeam.values()].flatMap((team) => [...team.values()]),
    // The same for all deployments of a team.
    keepsBodies: (teamId) => byTeam.get(teamId)?.values().next().value?.keepsBodies ?? false,
    refusalOf: (deploymentId) => refusals.get(deploymentId) ?? null,
    sync,
  };
}

function reaches({ deploymentIds }: Reach, { deploymentId }: NodeAssignment): boolean {
  return scopeAllows({ apis: [], deploymentIds }, { deploymentId });
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

function notReady(name: string, { reason }: Refusal): Fault {
  return new Fault({
    kind: "unavailable",
    code: "deployment_not_ready",
    message: `${name} cannot answer at the moment. ${reason}`,
    retryAfterMs: NOT_READY_RETRY_MS,
  });
}
