import type { KeyScopes } from "@millrace/keys";
import { familiesFor } from "../snippets/snippets.ts";

/** A deployment that a key could call. */
export type CallableDeployment = { id: string; name: string; task: string };

/** Those that a key may call, through an API that answers for their task. */
export function callableWith(
  { deploymentIds, apis }: KeyScopes,
  deployments: readonly CallableDeployment[],
): readonly CallableDeployment[] {
  return deployments.filter(
    ({ id, task }) =>
      (deploymentIds.length === 0 || deploymentIds.includes(id)) &&
      familiesFor({ task, families: apis }).length > 0,
  );
}
