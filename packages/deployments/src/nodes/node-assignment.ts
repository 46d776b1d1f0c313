import type { Task, VariantFacts } from "@millrace/catalog";
import type { Resources } from "../resources.ts";
import type { ServingSettings } from "../settings.ts";

/** One deployment that a node is to run, with all it needs to run it. */
export type NodeAssignment = {
  teamId: string;
  deploymentId: string;
  /** What callers put into `model`. */
  name: string;
  /** Raised by each change of the deployment. */
  generation: number;
  /** Of the deployment. */
  createdAt: Date;
  task: Task;
  modelName: string;
  modelVersionId: string;
  modelDigest: string;
  /** Relative to the store of models. */
  modelFolder: string;
  /** Longest input, special tokens included; null for a model that reads no text. */
  tokensMax: number | null;
  /** Width of an embedding; null for other tasks. */
  dimensions: number | null;
  /** Of a classifier, in the order of its outputs. */
  labels: string[];
  /** As wanted, but no more replicas than the controller found room for. */
  resources: Resources;
  settings: ServingSettings;
  /** What this node measured of the version's variants. */
  profiles: VariantFacts[];
  /** Whether the team wants bodies of requests and answers kept. */
  keepsBodies: boolean;
};
