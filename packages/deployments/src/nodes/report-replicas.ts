import type { SystemContext } from "@millrace/db";
import { parseInput } from "@millrace/kernel";
import { z } from "zod";
import { REPLICAS_REPORTED_MAX, type ReplicaReport, replicaReportSchema } from "../replica.ts";
import { replaceReplicas } from "./store.ts";

const inputSchema = z.array(replicaReportSchema).max(REPLICAS_REPORTED_MAX);

/**
 * A node says what all its replicas are; it replaces what the node said before. Reports about deployments that are gone
 * are passed over. One that is deleted at this very moment can fail the report: the next one heals it.
 */
export async function reportReplicas(
  { database }: SystemContext,
  nodeId: string,
  reports: ReplicaReport[],
): Promise<void> {
  const parsed = parseInput(inputSchema, reports, "deployments.report_invalid");
  await database.inSystem((tx) => replaceReplicas(tx, nodeId, parsed));
}
