import type { NodeAssignment } from "@millrace/deployments";
import type { ReplicaGroupSpec } from "@millrace/serving";
import { decideVariant } from "./variants/decide-variant.ts";

/** What this node has to run a deployment with. */
export type NodeParts = {
  /** Absolute folder of the model version. */
  modelFolder: string;
  /** Where the version's int8 graph lies once this node has made it, and whether it does. */
  int8File: string;
  hasInt8: boolean;
  /** What ONNX Runtime computes on here. */
  providers: readonly string[];
};

/** What the engine is told of a deployment; or why it is told nothing, and how its replicas are shown meanwhile. */
export type Plan = ReplicaGroupSpec | { state: "starting" | "quarantined"; reason: string };

export function planGroup(assignment: NodeAssignment, parts: NodeParts): Plan {
  const { deploymentId, name, task, resources, settings, profiles } = assignment;
  const { modelFolder, int8File, hasInt8, providers } = parts;
  const isOnCpu =
    settings.executionProvider === "cpu" ||
    (settings.executionProvider === "auto" && providers.every((provider) => provider === "cpu"));
  const decision = decideVariant({ wanted: settings.variant, profiles, hasInt8, isOnCpu });
  switch (decision.kind) {
    case "serve":
      return {
        ...resources,
        id: deploymentId,
        name,
        modelFolder,
        task,
        executionProvider: settings.executionProvider,
        residency: settings.residency,
        cacheBytesMax: settings.cacheBytesMax,
        ...(decision.variant === "int8" && { onnxFile: int8File }),
      };
    case "wait":
      return { state: "starting", reason: decision.reason };
    case "refuse":
      return { state: "quarantined", reason: decision.reason };
  }
}
