import { setTimeout as delay } from "node:timers/promises";
import type { SystemContext } from "@millrace/db";
import { type LiveDeployment, listDeployments } from "@millrace/deployments";
import { systemActor } from "@millrace/kernel";
import { findKeyByHash, parseKey } from "@millrace/keys";

const POLL_MS = 50;
/** By then it is not a matter of moments any more; the console shows what is wrong. */
const TIMEOUT_MS = 20_000;
/** The controller may have looked for room before the node said that it is there; it looks again twice a second. */
const PLACING_MS = 3_000;

/**
 * Waits until the deployments of the first team answer, or say why they do not, so that what we print works when it is
 * pasted. Returns them; none when the first key or its team is gone.
 */
export async function awaitDeployments(
  ctx: SystemContext,
  { apiKey }: { apiKey: string },
  leaving: AbortSignal,
): Promise<LiveDeployment[]> {
  const hash = parseKey(apiKey)?.hash;
  const key = hash === undefined ? null : await findKeyByHash(ctx, hash);
  if (key === null) return [];
  const inTeam = { ...ctx, actor: systemActor(key.teamId) };
  const startedMs = ctx.clock.monotonicMs();
  for (;;) {
    const deployments = await listDeployments(inTeam);
    const waitedMs = ctx.clock.monotonicMs() - startedMs;
    if (waitedMs > TIMEOUT_MS || deployments.every((deployment) => hasSettled(deployment, waitedMs)))
      return deployments;
    await delay(POLL_MS, undefined, { signal: leaving });
  }
}

function hasSettled({ state }: LiveDeployment, waitedMs: number): boolean {
  if (state === "unschedulable") return waitedMs > PLACING_MS;
  return state !== "starting";
}
