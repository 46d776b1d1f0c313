import { setImmediate as endOfTurn } from "node:timers/promises";
import { DEFAULT_SETTINGS, type NodeAssignment } from "@millrace/deployments";
import { Fault, newId } from "@millrace/kernel";
import type { Engine, ReplicaGroupSpec } from "@millrace/serving";
import { createLog } from "@millrace/telemetry";
import { fakeClock } from "@millrace/testing";
import { describe, expect, test } from "vitest";
import { createAssignments } from "./assignments.ts";
import { planGroup } from "./plan-group.ts";
import { replicaReports } from "./reports.ts";

const assignment: NodeAssignment = {
  teamId: newId(),
  deploymentId: newId(),
  name: "embed",
  generation: 1,
  task: "feature-extraction",
  modelName: "millrace-embed",
  modelVersionId: newId(),
  modelDigest: "sha256:0",
  modelFolder: "millrace-embed",
  tokensMax: 256,
  dimensions: 384,
  labels: [],
  createdAt: new Date(0),
  resources: {
    replicas: 1,
    threadsPerReplica: 1,
    memoryBytesMax: 2 ** 30,
    batchTokensMax: 1_024,
    batchRowsMax: 64,
    queueRequestsMax: 10,
  },
  settings: DEFAULT_SETTINGS,
  profiles: [],
  keepsBodies: false,
};

/** What a key of the team may call that is bound to no deployment. */
const everything = { teamId: assignment.teamId, deploymentIds: [] };

/** An engine that only notes what it is told. */
function notingEngine() {
  const applied: ReplicaGroupSpec[] = [];
  const removed: string[] = [];
  const engine: Pick<Engine, "apply" | "remove" | "modelOf"> = {
    apply: async (spec) => void applied.push(spec),
    remove: async (id) => void removed.push(id),
    modelOf: () => null,
  };
  return { applied, removed, engine: engine as Engine };
}

function assignmentsOf(engine: Engine, load: () => Promise<NodeAssignment[]>) {
  const log = createLog({ service: "test", level: "error" }, { write: () => {} });
  const clock = fakeClock();
  const costs = { recall: () => undefined };
  const nodeParts = {
    modelFolder: "/models/x",
    int8File: "/variants/x/int8/model.onnx",
    hasInt8: true,
    providers: ["cpu"],
  };
  const planOf = (wanted: NodeAssignment) => planGroup(wanted, nodeParts);
  const parts = { engine, load, planOf, costs, clock, log };
  return { clock, assignments: createAssignments(parts) };
}

test("a placement that follows a change later is applied too, and nothing is applied twice", async () => {
  const { engine, applied } = notingEngine();
  let wanted = [assignment];
  const { assignments } = assignmentsOf(engine, async () => wanted);
  await assignments.sync();
  // The deployment was changed to two replicas; the controller has not placed the second yet.
  wanted = [{ ...assignment, generation: 2 }];
  await assignments.sync();
  wanted = [{ ...assignment, generation: 2, resources: { ...assignment.resources, replicas: 2 } }];
  await assignments.sync();
  await assignments.sync();
  expect(applied.map(({ replicas }) => replicas)).toEqual([1, 1, 2]);
});

test("what is no longer wanted is removed once, and comes back as new", async () => {
  const { engine, applied, removed } = notingEngine();
  let wanted = [assignment];
  const { assignments } = assignmentsOf(engine, async () => wanted);
  await assignments.sync();
  wanted = [];
  await assignments.sync();
  await assignments.sync();
  expect(removed).toEqual([assignment.deploymentId]);
  wanted = [assignment];
  await assignments.sync();
  expect(applied).toHaveLength(2);
});

test("while the database is away the names that were known stay known", async () => {
  const { engine } = notingEngine();
  let isAway = false;
  const { assignments, clock } = assignmentsOf(engine, async () => {
    if (isAway) throw new Error("away");
    return [assignment];
  });
  await assignments.sync();
  isAway = true;
  clock.advance(60_000);
  expect(await assignments.find(everything, "embed")).toEqual(assignment);
  expect(await assignments.find(everything, "unknown")).toBeNull();
});

test("what is out of a key's reach is neither found nor listed, and is looked for as what nobody knows", async () => {
  const { engine } = notingEngine();
  const other = { ...assignment, deploymentId: newId(), name: "other" };
  let loads = 0;
  const { assignments, clock } = assignmentsOf(engine, async () => {
    loads += 1;
    return [assignment, other];
  });
  await assignments.sync();
  const reach = { ...everything, deploymentIds: [other.deploymentId] };
  expect(await assignments.find(reach, "other")).toEqual(other);
  expect(assignments.within(reach)).toEqual([other]);
  expect(assignments.within(everything)).toEqual([assignment, other]);
  for (const name of ["embed", "unknown"]) {
    const before = loads;
    clock.advance(60_000);
    expect(await assignments.find(reach, name)).toBeNull();
    expect(loads).toBe(before + 1);
  }
});

test("a deployment that cannot be changed yet holds up neither the others nor what is called by their names", async () => {
  const { engine, applied } = notingEngine();
  const other = { ...assignment, deploymentId: newId(), name: "other" };
  const draining = Promise.withResolvers<void>();
  engine.apply = (spec) => {
    applied.push(spec);
    return spec.id === assignment.deploymentId ? draining.promise : Promise.resolve();
  };
  const { assignments } = assignmentsOf(engine, async () => [assignment, other]);
  await assignments.sync();
  expect(applied.map(({ name }) => name)).toEqual(["embed", "other"]);
  expect(await assignments.find(everything, "other")).toEqual(other);
  const waiting = assignments.find(everything, "embed");
  expect(await Promise.race([waiting, endOfTurn("waits")])).toBe("waits");
  draining.resolve();
  expect(await waiting).toEqual(assignment);
});

test("what the engine refuses is shown with its reason, tried again later, and forgotten when it works", async () => {
  const { engine, applied } = notingEngine();
  const { apply } = engine;
  engine.apply = async (spec) => {
    await apply(spec);
    throw new Fault({ kind: "invalid", code: "serving.model_unreadable", message: "No model is there." });
  };
  const { assignments, clock } = assignmentsOf(engine, async () => [assignment]);
  await assignments.sync();
  await expect(assignments.find(everything, "embed")).rejects.toMatchObject({
    kind: "unavailable",
    code: "deployment_not_ready",
    message: expect.stringMatching(/No model is there\.$/),
  });
  expect(replicaReports([], assignments)).toMatchObject([
    { deploymentId: assignment.deploymentId, state: "quarantined", reason: "No model is there." },
  ]);
  await assignments.sync();
  expect(applied).toHaveLength(1);
  engine.apply = apply;
  clock.advance(30_000);
  await assignments.sync();
  expect(applied).toHaveLength(2);
  expect(replicaReports([], assignments)).toEqual([]);
});

describe("the variant", () => {
  const cell = (medianMs: number) => [{ rows: 1, tokens: 8, medianMs, tokensPerSecond: 8_000 / medianMs }];
  const fp32 = { variant: "fp32" as const, grid: cell(2), agreement: null, reason: null };
  const int8 = { variant: "int8" as const, grid: cell(1), agreement: 1, reason: null };

  test("is fp32 until another is measured to be better, and then the engine is told once", async () => {
    const { engine, applied } = notingEngine();
    let wanted = [assignment];
    const { assignments } = assignmentsOf(engine, async () => wanted);
    await assignments.sync();
    wanted = [{ ...assignment, profiles: [fp32, int8] }];
    await assignments.sync();
    await assignments.sync();
    expect(applied.map(({ onnxFile }) => onnxFile)).toEqual([undefined, "/variants/x/int8/model.onnx"]);
  });

  test("that is asked for by name is waited for; the engine is told nothing, and the reason is shown", async () => {
    const { engine, applied } = notingEngine();
    const asking = { ...assignment, settings: { ...DEFAULT_SETTINGS, variant: "int8" as const } };
    let wanted: NodeAssignment[] = [asking];
    const { assignments } = assignmentsOf(engine, async () => wanted);
    await assignments.sync();
    expect(applied).toEqual([]);
    expect(replicaReports([], assignments)).toMatchObject([
      { state: "starting", variant: "int8", reason: expect.stringMatching(/is making the int8 variant/) },
    ]);
    await expect(assignments.find(everything, "embed")).rejects.toMatchObject({
      kind: "unavailable",
      code: "deployment_not_ready",
      retryAfterMs: 5_000,
    });
    wanted = [{ ...asking, profiles: [fp32, int8] }];
    await assignments.sync();
    expect(applied).toMatchObject([{ onnxFile: "/variants/x/int8/model.onnx" }]);
    expect(replicaReports([], assignments)).toEqual([]);
  });
});
