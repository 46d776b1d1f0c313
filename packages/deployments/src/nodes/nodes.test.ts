import { saveProfile } from "@millrace/catalog";
import type { SystemContext } from "@millrace/db";
import { newId } from "@millrace/kernel";
import { fakeClock, makeTeam, testDatabase } from "@millrace/testing";
import { describe, expect, test } from "vitest";
import {
  createDeployment,
  DEFAULT_SETTINGS,
  deleteDeployment,
  expireNodes,
  findNode,
  getDeployment,
  heartbeat,
  type LoadReport,
  listNodes,
  place,
  type ReplicaReport,
  type ReplicaState,
  registerNode,
  reportLoads,
  reportReplicas,
  setWanted,
  updateDeployment,
  wantedOnNode,
} from "../index.ts";

const db = await testDatabase();
const clock = fakeClock();
const system: SystemContext = { database: db.database, clock };
const modelVersionId = newId();
await db.sql(
  "INSERT INTO models (name, title, summary, task, license) VALUES ('langid', 'Langid', 's', 'text-classification', 'mit')",
);
await db.sql(
  `INSERT INTO model_versions
     (id, model_name, digest, folder, size_bytes, parameter_count, tokens_max, labels, languages, card)
   VALUES ($1, 'langid', 'sha256:0', 'millrace-langid', 1, 1, 256, '{de,en}', '{}', 'card')`,
  [modelVersionId],
);

const GIB = 2 ** 30;
const resources = {
  replicas: 1,
  threadsPerReplica: 1,
  memoryBytesMax: GIB,
  batchTokensMax: 4_096,
  batchRowsMax: 64,
  queueRequestsMax: 512,
};

/** Tests of this file share the nodes of one installation, so each starts from none. */
async function freshNode(name = "n1", memoryBytes = 8 * GIB) {
  await db.sql("DELETE FROM nodes");
  await db.sql("DELETE FROM deployments");
  return registerNode(system, {
    name,
    cores: 4,
    memoryBytes,
    isolation: "prlimit",
    providers: ["cpu", "webgpu"],
  });
}

async function deployed(rest: Partial<typeof resources> = {}, settings = DEFAULT_SETTINGS) {
  const name = "which-language";
  const team = await makeTeam(db, clock);
  const ctx = team.as("owner");
  const { id } = await createDeployment(ctx, {
    name,
    modelName: "langid",
    resources: { ...resources, ...rest },
    settings,
  });
  return { ctx, team, id, look: () => getDeployment(ctx, { name }) };
}

async function silence(nodeId: string, seconds: number) {
  await db.sql("UPDATE nodes SET heartbeat_at = now() - make_interval(secs => $2) WHERE id = $1", [
    nodeId,
    seconds,
  ]);
}

function replica(
  { team, id }: { team: { teamId: string }; id: string },
  state: ReplicaState = "ready",
  ordinal = 0,
): ReplicaReport {
  return {
    teamId: team.teamId,
    deploymentId: id,
    ordinal,
    state,
    variant: "int8",
    provider: "webgpu",
    memoryBytes: 3 * GIB,
    restarts: 0,
    reason: state === "quarantined" ? "It died five times within a minute." : null,
    since: clock.now(),
  };
}

function load({ team, id }: { team: { teamId: string }; id: string }, requestsPerSecond: number): LoadReport {
  return {
    teamId: team.teamId,
    deploymentId: id,
    requestsPerSecond,
    tokensPerSecond: 900.5,
    refusedPerSecond: 0,
    totalP50Ms: 3.25,
    totalP99Ms: 9,
    queueMs: 1,
    computeMs: 2,
    totalMs: 4.5,
    batchRows: 4.5,
    paddingShare: 0.125,
    queuedRequests: 7,
    cacheHitsPerSecond: 1.5,
  };
}

describe("a node", () => {
  test("is alive while it says so, and dead 15 seconds after", async () => {
    const { id } = await freshNode();
    const { ctx } = await deployed();
    const machine = { name: "n1", cores: 4, memoryBytes: 8 * GIB, isolation: "prlimit" };
    const node = { id, ...machine, providers: ["cpu", "webgpu"] };
    expect(await listNodes(ctx)).toEqual([{ ...node, alive: true }]);
    expect(await findNode(system, "n1")).toEqual({ ...node, alive: true });
    expect(await findNode(system, "n2")).toBeNull();
    await silence(id, 14);
    expect(await listNodes(ctx)).toMatchObject([{ alive: true }]);
    await silence(id, 16);
    expect(await listNodes(ctx)).toMatchObject([{ alive: false }]);
    await heartbeat(system, id);
    expect(await listNodes(ctx)).toMatchObject([{ alive: true }]);
  });

  test("that starts again is the same node, and its old replicas are forgotten", async () => {
    const { id } = await freshNode();
    const one = await deployed();
    await place(system);
    await reportReplicas(system, id, [replica(one)]);
    await reportLoads(system, id, [load(one, 5)]);
    const again = await registerNode(system, {
      name: "n1",
      cores: 2,
      memoryBytes: 4 * GIB,
      isolation: "none",
    });
    expect(again).toEqual({ id });
    expect(await listNodes(one.ctx)).toMatchObject([
      { id, cores: 2, memoryBytes: 4 * GIB, isolation: "none", providers: ["cpu"] },
    ]);
    expect(await one.look()).toMatchObject({ state: "starting", replicas: [], load: null });
  });

  test("that was removed is told to register again", async () => {
    await expect(heartbeat(system, newId())).rejects.toMatchObject({ code: "deployments.no_such_node" });
  });
});

describe("placing", () => {
  test("a new deployment is assigned to the node with all it needs to run it", async () => {
    const { id: nodeId } = await freshNode();
    const settings = { ...DEFAULT_SETTINGS, executionProvider: "webgpu", cacheBytesMax: 2 ** 20 } as const;
    const { team, id } = await deployed({ replicas: 2 }, settings);
    const measured = { loadMs: 1, memoryBytes: 1, grid: [], sizeBytes: 1, samples: 2 };
    const refused = { variant: "int8", agreement: 0.5, reason: "Too far off." } as const;
    await saveProfile(system, { modelVersionId, nodeId, ...measured, ...refused });
    expect(await place(system)).toEqual([
      {
        teamId: team.teamId,
        deploymentId: id,
        fromNodeId: null,
        toNodeId: nodeId,
        replicas: 2,
        reason: null,
      },
    ]);
    expect(await wantedOnNode(system, nodeId)).toEqual([
      {
        teamId: team.teamId,
        deploymentId: id,
        name: "which-language",
        generation: 1,
        createdAt: clock.now(),
        task: "text-classification",
        modelName: "langid",
        modelVersionId,
        modelDigest: "sha256:0",
        modelFolder: "millrace-langid",
        tokensMax: 256,
        dimensions: null,
        labels: ["de", "en"],
        resources: { ...resources, replicas: 2 },
        settings,
        profiles: [{ variant: "int8", grid: [], agreement: 0.5, reason: "Too far off." }],
        keepsBodies: false,
      },
    ]);
    await db.sql("UPDATE teams SET request_body_days = 7 WHERE id = $1", [team.teamId]);
    expect(await wantedOnNode(system, nodeId)).toMatchObject([{ deploymentId: id, keepsBodies: true }]);
  });

  test("repeating it changes nothing, also when two controllers do", async () => {
    const { id: nodeId } = await freshNode();
    await deployed();
    const changes = await Promise.all([place(system), place(system), place(system)]);
    expect(changes.map(({ length }) => length).sort()).toEqual([0, 0, 1]);
    expect(await wantedOnNode(system, nodeId)).toHaveLength(1);
  });

  test("what does not fit says why, and starts when there is room", async () => {
    const { id: nodeId } = await freshNode("n1", 4 * GIB);
    const small = await deployed({ replicas: 2 });
    const large = await deployed({ replicas: 2 });
    await place(system);
    expect(await large.look()).toMatchObject({
      state: "unschedulable",
      reason: expect.stringMatching(/^Needs 2 × \(1024 MiB and 1 thread\); .* n1, has 1228 MiB/),
    });
    await deleteDeployment(small.ctx, { id: small.id, name: "which-language" });
    expect(await place(system)).toMatchObject([{ deploymentId: large.id, toNodeId: nodeId, reason: null }]);
    expect(await large.look()).toMatchObject({ state: "starting", reason: null });
  });

  test("what is stopped leaves its node", async () => {
    const { id: nodeId } = await freshNode();
    const { ctx, id } = await deployed();
    await place(system);
    await setWanted(ctx, { id, wanted: "stopped" });
    expect(await wantedOnNode(system, nodeId)).toEqual([]);
    expect(await place(system)).toMatchObject([{ deploymentId: id, fromNodeId: nodeId, toNodeId: null }]);
    expect(await place(system)).toEqual([]);
  });

  test("more replicas than fit are not handed to the node", async () => {
    const { id: nodeId } = await freshNode("n1", 4 * GIB);
    const { ctx, id, look } = await deployed({ replicas: 2 });
    await place(system);
    await updateDeployment(ctx, { id, resources: { ...resources, replicas: 8 }, expectedGeneration: 1 });
    expect(await wantedOnNode(system, nodeId)).toMatchObject([{ generation: 2, resources: { replicas: 2 } }]);
    await place(system);
    expect(await wantedOnNode(system, nodeId)).toMatchObject([{ resources: { replicas: 3 } }]);
    await reportReplicas(
      system,
      nodeId,
      [0, 1, 2].map((ordinal) => replica({ team: ctx.actor, id }, "ready", ordinal)),
    );
    expect(await look()).toMatchObject({
      state: "degraded",
      reason: expect.stringMatching(/^Not all of 8 replicas fit/),
    });
  });

  test("what a dead node ran is moved to one that lives", async () => {
    const { id: dying } = await freshNode();
    const { id, look } = await deployed();
    await place(system);
    await silence(dying, 16);
    expect(await look()).toMatchObject({ state: "failed", reason: "The node n1 does not answer." });
    const { id: other } = await registerNode(system, {
      name: "n2",
      cores: 4,
      memoryBytes: 8 * GIB,
      isolation: "none",
    });
    expect(await place(system)).toMatchObject([{ deploymentId: id, fromNodeId: dying, toNodeId: other }]);
    expect(await look()).toMatchObject({ state: "starting" });
  });
});

describe("what a node reports", () => {
  test("is what the team sees", async () => {
    const { id: nodeId } = await freshNode();
    const one = await deployed({ replicas: 2 });
    await place(system);
    await reportReplicas(system, nodeId, [replica(one, "ready", 0), replica(one, "quarantined", 1)]);
    await reportLoads(system, nodeId, [load(one, 12.5)]);
    const { teamId: _, deploymentId: __, ...figures } = load(one, 12.5);
    expect(await one.look()).toMatchObject({
      state: "degraded",
      reason: "It died five times within a minute.",
      replicas: [
        {
          node: "n1",
          ordinal: 0,
          state: "ready",
          variant: "int8",
          provider: "webgpu",
          memoryBytes: 3 * GIB,
          restarts: 0,
          reason: null,
          since: clock.now(),
        },
        { node: "n1", ordinal: 1, state: "quarantined" },
      ],
      load: { ...figures, at: expect.any(Date) },
    });
  });

  test("replaces what it said before", async () => {
    const { id: nodeId } = await freshNode();
    const one = await deployed({ replicas: 2 });
    await place(system);
    await reportReplicas(system, nodeId, [replica(one, "starting", 0), replica(one, "starting", 1)]);
    await reportReplicas(system, nodeId, [replica(one, "ready", 1)]);
    await reportLoads(system, nodeId, [load(one, 5)]);
    await reportLoads(system, nodeId, [load(one, 0)]);
    const { replicas, load: shown } = await one.look();
    expect(replicas).toMatchObject([{ ordinal: 1, state: "ready" }]);
    expect(shown?.requestsPerSecond).toBe(0);
    await reportReplicas(system, nodeId, []);
    expect((await one.look()).replicas).toEqual([]);
  });

  test("of a deployment that is gone is passed over, and the rest is kept", async () => {
    const { id: nodeId } = await freshNode();
    const one = await deployed();
    await place(system);
    const gone = { team: one.team, id: newId() };
    await reportReplicas(system, nodeId, [replica(gone), replica(one)]);
    await reportLoads(system, nodeId, [load(gone, 1), load(one, 2)]);
    expect(await one.look()).toMatchObject({ state: "running", load: { requestsPerSecond: 2 } });
  });

  test("of a dying process is kept readable, whatever it said", async () => {
    const { id: nodeId } = await freshNode();
    const one = await deployed();
    await place(system);
    const reason = `\u0000\u001b[31mOut of memory\ud83d${"x".repeat(100_000)}`;
    await reportReplicas(system, nodeId, [{ ...replica(one, "quarantined"), reason }]);
    const { reason: shown } = await one.look();
    expect(shown).toMatch(/^ {2}\[31mOut of memory\ufffdx+$/);
    expect(shown).toHaveLength(500);
  });

  test("cannot put a replica into another team's deployment", async () => {
    const { id: nodeId } = await freshNode();
    const [ours, theirs] = [await deployed(), await deployed()];
    await place(system);
    await reportReplicas(system, nodeId, [replica({ team: ours.team, id: theirs.id })]);
    expect((await theirs.look()).replicas).toEqual([]);
    expect((await ours.look()).replicas).toEqual([]);
  });

  test("does not count while the node is silent, and counts again when it was only cut off", async () => {
    const { id: nodeId } = await freshNode();
    const one = await deployed();
    await place(system);
    await reportReplicas(system, nodeId, [replica(one)]);
    await reportLoads(system, nodeId, [load(one, 5)]);
    const before = await one.look();
    expect(before).toMatchObject({ state: "running", load: { requestsPerSecond: 5 } });
    await silence(nodeId, 16);
    expect(await one.look()).toMatchObject({ state: "failed", replicas: [], load: null });
    expect(await expireNodes(system)).toEqual({ silent: ["n1"], removed: [] });
    expect(await place(system)).toEqual([]);
    expect(await wantedOnNode(system, nodeId)).toHaveLength(1);
    await heartbeat(system, nodeId);
    expect(await one.look()).toEqual(before);
  });

  test("of a node that has been dead for a month goes with it", async () => {
    const { id: nodeId } = await freshNode();
    await silence(nodeId, 31 * 86_400);
    expect(await expireNodes(system)).toEqual({ silent: [], removed: ["n1"] });
    await expect(heartbeat(system, nodeId)).rejects.toMatchObject({ code: "deployments.no_such_node" });
  });

  test("that makes no sense is refused whole", async () => {
    const { id: nodeId } = await freshNode();
    const one = await deployed();
    const nonsense = { ...load(one, 1), totalP50Ms: Number.NaN };
    await expect(reportLoads(system, nodeId, [load(one, 1), nonsense])).rejects.toMatchObject({
      code: "deployments.report_invalid",
      param: "1.totalP50Ms",
    });
    await place(system);
    expect((await one.look()).load).toBeNull();
  });
});
