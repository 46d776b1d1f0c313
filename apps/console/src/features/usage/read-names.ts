import type { Context } from "@millrace/db";
import { listDeployments } from "@millrace/deployments";
import { listKeys } from "@millrace/keys";
import type { Names } from "./names.ts";

export async function readNames(ctx: Context): Promise<Names> {
  const [keys, deployments] = await Promise.all([listKeys(ctx), listDeployments(ctx)]);
  return {
    keys: Object.fromEntries(keys.map(({ id, name }) => [id, name])),
    deployments: Object.fromEntries(deployments.map(({ id, name }) => [id, name])),
  };
}
