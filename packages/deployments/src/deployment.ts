import type { Task } from "@millrace/catalog";
import { z } from "zod";
import type { Load } from "./load.ts";
import type { Replica } from "./replica.ts";
import type { Resources } from "./resources.ts";
import type { DeploymentState } from "./rules/derive-state.ts";
import type { ServingSettings } from "./settings.ts";

/** Deployments of one team. */
export const DEPLOYMENTS_MAX = 50;

export const WANTED = ["running", "stopped"] as const;
export type Wanted = (typeof WANTED)[number];

/** What callers put into `model`; unique in the team, and never changed. */
export const deploymentNameSchema = z
  .string()
  .regex(
    /^[a-z][a-z0-9-]{1,39}$/,
    "Use 2 to 40 lower-case letters, digits and dashes, starting with a letter.",
  );

/** What a team wants served, on what resources and how; `state` says how far that is so. */
export type Deployment = {
  id: string;
  name: string;
  model: { name: string; title: string; task: Task; versionId: string };
  wanted: Wanted;
  resources: Resources;
  settings: ServingSettings;
  /** Raised by each change. */
  generation: number;
  createdAt: Date;
  updatedAt: Date;
  state: DeploymentState;
  /** Why the state is not what was wanted, for a person; null when there is nothing to say. */
  reason: string | null;
};

/** A deployment with what its nodes report. */
export type LiveDeployment = Deployment & {
  replicas: Replica[];
  /** Null before the first report, and while its node does not answer. */
  load: Load | null;
};
