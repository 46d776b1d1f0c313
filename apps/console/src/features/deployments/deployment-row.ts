import type { Context } from "@millrace/db";
import { type LiveDeployment, listDeployments } from "@millrace/deployments";
import { usageBy } from "@millrace/metering";

const DAY_MS = 86_400_000;

/** A deployment and what it has cost since midnight (UTC). */
export type DeploymentRow = { deployment: LiveDeployment; todayPico: bigint };

export async function readDeploymentRows(ctx: Context): Promise<DeploymentRow[]> {
  const now = ctx.clock.now();
  const midnight = new Date(Math.floor(now.getTime() / DAY_MS) * DAY_MS);
  const [deployments, today] = await Promise.all([
    listDeployments(ctx),
    usageBy(ctx, { from: midnight, to: new Date(midnight.getTime() + DAY_MS) }, "deployment"),
  ]);
  const amounts = new Map(today.map(({ group, amountPico }) => [group, amountPico]));
  return deployments.map((deployment) => ({ deployment, todayPico: amounts.get(deployment.id) ?? 0n }));
}
