import type { SystemContext } from "@millrace/db";
import { newId, parseInput } from "@millrace/kernel";
import type { z } from "zod";
import { nodeRegistrationSchema } from "../node.ts";
import { forgetReports, upsertNode } from "./store.ts";

/**
 * A node says that it has started. Under a name that is known it is the same node again, with the same id; what it said
 * of its replicas before no longer holds. Fault `invalid` `deployments.node_invalid`.
 */
export async function registerNode(
  { database }: SystemContext,
  input: z.input<typeof nodeRegistrationSchema>,
): Promise<{ id: string }> {
  const registration = parseInput(nodeRegistrationSchema, input, "deployments.node_invalid");
  return database.inSystem(async (tx) => {
    const id = await upsertNode(tx, { id: newId(), ...registration });
    await forgetReports(tx, id);
    return { id };
  });
}
