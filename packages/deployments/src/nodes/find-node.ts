import type { SystemContext } from "@millrace/db";
import type { ServingNode } from "../node.ts";
import { findNodes } from "./store.ts";

/** The machine of this name, or null before it has registered. */
export async function findNode({ database }: SystemContext, name: string): Promise<ServingNode | null> {
  const nodes = await database.inSystem((tx) => findNodes(tx));
  return nodes.find((node) => node.name === name) ?? null;
}
