import type { SystemContext } from "@millrace/db";
import { parseInput } from "@millrace/kernel";
import { z } from "zod";
import { LOADS_REPORTED_MAX, type LoadReport, loadReportSchema } from "../load.ts";
import { upsertLoads } from "./store.ts";

const inputSchema = z.array(loadReportSchema).max(LOADS_REPORTED_MAX);

/**
 * A node says how its deployments did in the last ten seconds. A deployment that is not named keeps its last figures, so
 * a node reports the zeros once when something comes to rest. Reports about deployments that are gone are passed over.
 */
export async function reportLoads(
  { database }: SystemContext,
  nodeId: string,
  reports: LoadReport[],
): Promise<void> {
  const parsed = parseInput(inputSchema, reports, "deployments.report_invalid");
  if (parsed.length === 0) return;
  await database.inSystem((tx) => upsertLoads(tx, nodeId, parsed));
}
