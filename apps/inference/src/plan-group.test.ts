import { DEFAULT_SETTINGS, type NodeAssignment } from "@millrace/deployments";
import { newId } from "@millrace/kernel";
import { expect, test } from "vitest";
import { type NodeParts, planGroup } from "./plan-group.ts";

const parts: NodeParts = {
  modelFolder: "/models/a",
  int8File: "/int8.onnx",
  hasInt8: false,
  providers: ["cpu"],
};
const resources = {
  replicas: 2,
  threadsPerReplica: 1,
  memoryBytesMax: 2 ** 29,
  batchTokensMax: 1_024,
  batchRowsMax: 16,
  queueRequestsMax: 100,
};
const assignment: Omit<NodeAssignment, "settings"> = {
  teamId: newId(),
  deploymentId: newId(),
  name: "embed",
  generation: 1,
  task: "feature-extraction",
  modelName: "millrace-embed",
  modelVersionId: newId(),
  modelDigest: "00",
  modelFolder: "a",
  tokensMax: 256,
  dimensions: 384,
  labels: [],
  profiles: [],
  keepsBodies: false,
  createdAt: new Date(0),
  resources,
};

test("the engine is told what is set for a deployment: where it computes, when it is loaded, and its cache", () => {
  const settings = {
    ...DEFAULT_SETTINGS,
    variant: "fp32",
    executionProvider: "cuda",
    residency: "on_demand",
    cacheBytesMax: 1_000,
  } as const;
  expect(planGroup({ ...assignment, settings }, parts)).toEqual({
    ...resources,
    id: assignment.deploymentId,
    name: "embed",
    modelFolder: "/models/a",
    task: "feature-extraction",
    executionProvider: "cuda",
    residency: "on_demand",
    cacheBytesMax: 1_000,
  });
});
