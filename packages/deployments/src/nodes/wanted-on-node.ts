import type { SystemContext } from "@millrace/db";
import type { NodeAssignment } from "./node-assignment.ts";
import { findAssignments } from "./store.ts";

/** What the node is to run, oldest deployment first: all of it, so what is missing here is to be stopped. */
export async function wantedOnNode({ database }: SystemContext, nodeId: string): Promise<NodeAssignment[]> {
  return database.inSystem((tx) => findAssignments(tx, nodeId));
}
