import type { SystemContext } from "@millrace/db";
import { Fault } from "@millrace/kernel";
import { beat } from "./store.ts";

/**
 * A node says that it lives; without this for 15 s its deployments are placed elsewhere. The database's clock counts,
 * so nodes need not agree on the time. Fault `not_found` `deployments.no_such_node`: register again.
 */
export async function heartbeat({ database }: SystemContext, nodeId: string): Promise<void> {
  const isKnown = await database.inSystem((tx) => beat(tx, nodeId));
  if (isKnown) return;
  throw new Fault({ kind: "not_found", code: "deployments.no_such_node", message: "There is no such node." });
}
