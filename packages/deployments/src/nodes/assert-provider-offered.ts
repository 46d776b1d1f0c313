import type { TeamTx } from "@millrace/db";
import { Fault } from "@millrace/kernel";
import type { ServingSettings } from "../settings.ts";
import { findNodes } from "./store.ts";

/** What is asked for by name must be there: serving on something else would be a surprise. */
export async function assertProviderOffered(
  tx: TeamTx,
  { executionProvider }: ServingSettings,
): Promise<void> {
  if (executionProvider === "auto") return;
  const offered = new Set((await findNodes(tx)).flatMap(({ providers }) => providers));
  if (offered.has(executionProvider)) return;
  const there =
    offered.size === 0
      ? "No inference node has registered yet; auto takes what the first one has."
      : `There is ${[...offered].sort().join(", ")}; auto takes the best of a node.`;
  throw new Fault({
    kind: "precondition",
    code: "deployments.provider_unavailable",
    message: `No node computes on ${executionProvider}. ${there}`,
    param: "settings.executionProvider",
  });
}
