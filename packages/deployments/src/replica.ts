import { VARIANTS, type Variant } from "@millrace/catalog";
import { z } from "zod";
import { EXECUTION_PROVIDERS } from "./settings.ts";

export const REPLICA_STATES = [
  "starting",
  "ready",
  "restarting",
  "quarantined",
  "stopping",
  "unloaded",
] as const;
export type ReplicaState = (typeof REPLICA_STATES)[number];

/** One process that serves a deployment, as its node last reported it. */
export type Replica = {
  /** The node's name. */
  node: string;
  ordinal: number;
  state: ReplicaState;
  /** What runs, and on which execution provider. */
  variant: Variant;
  provider: string;
  /** Resident; 0 without a process. */
  memoryBytes: number;
  /** Deaths since it was made. */
  restarts: number;
  /** Why it is restarting or quarantined. */
  reason: string | null;
  /** When it entered this state. */
  since: Date;
};

/** Replicas of one node. */
export const REPLICAS_REPORTED_MAX = 4_096;
const REASON_LENGTH_MAX = 500;

export const replicaReportSchema = z.object({
  teamId: z.uuid(),
  deploymentId: z.uuid(),
  ordinal: z.int().min(0),
  state: z.enum(REPLICA_STATES),
  variant: z.enum(VARIANTS),
  provider: z.enum(EXECUTION_PROVIDERS).exclude(["auto"]),
  memoryBytes: z.int().min(0),
  restarts: z.int().min(0),
  reason: z.string().transform(readable).nullable(),
  since: z.date(),
});

/** What a node says of one of its replicas. */
export type ReplicaReport = z.infer<typeof replicaReportSchema>;

/** A dying process may say anything: what the database or a screen cannot hold is replaced. */
function readable(text: string): string {
  return text
    .slice(0, REASON_LENGTH_MAX)
    .toWellFormed()
    .replace(/\p{Cc}/gu, " ");
}
