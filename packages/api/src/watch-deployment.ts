import { setTimeout as pause } from "node:timers/promises";
import type { Context } from "@millrace/db";
import { getDeployment, type LiveDeployment } from "@millrace/deployments";
import { Fault } from "@millrace/kernel";

/** Nodes report once a second, and whoever loses the right to watch is out within two. */
const LOOK_EVERY_MS = 1_000;
/** Streams that one process holds open. */
const WATCHES_MAX = 500;

let watches = 0;

export type WatchOptions = { signal?: AbortSignal; lookEveryMs?: number };

/**
 * A deployment as it is, and again each time something of it has changed, until `signal` aborts. `enter` is asked before
 * each look who watches, so that rights which are gone end the stream.
 * Fault `not_found` when it does not exist or is deleted; Fault `limit_exceeded` `api.too_many_watches`.
 */
export async function* watchDeployment(
  enter: () => Promise<Context>,
  name: string,
  { signal, lookEveryMs = LOOK_EVERY_MS }: WatchOptions = {},
): AsyncGenerator<LiveDeployment> {
  if (watches >= WATCHES_MAX) throw tooManyWatches();
  watches += 1;
  try {
    let shown = "";
    while (!signal?.aborted) {
      const deployment = await getDeployment(await enter(), { name });
      const seen = JSON.stringify(deployment);
      if (seen !== shown) yield deployment;
      shown = seen;
      // A rejection says that the watcher has gone, which ends the loop.
      await pause(lookEveryMs, undefined, { signal }).catch(() => undefined);
    }
  } finally {
    watches -= 1;
  }
}

function tooManyWatches(): Fault {
  return new Fault({
    kind: "limit_exceeded",
    code: "api.too_many_watches",
    message: "Too many pages with live figures are open. Close some and try again.",
  });
}
