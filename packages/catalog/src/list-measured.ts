import type { SystemContext } from "@millrace/db";
import { findMeasured, type MeasuredVersion } from "./store.ts";

const MODELS_MAX = 500;

/**
 * The newest version of each model, and those that a node serves beside them, with what this node measured of their
 * variants: what is not there is yet to be measured.
 */
export async function listMeasured(
  { database }: Pick<SystemContext, "database">,
  { nodeId, servedVersionIds }: { nodeId: string; servedVersionIds: readonly string[] },
): Promise<MeasuredVersion[]> {
  const versionIds = [...new Set(servedVersionIds)];
  return database.inSystem((tx) => findMeasured(tx, { nodeId, versionIds, limit: MODELS_MAX }));
}
