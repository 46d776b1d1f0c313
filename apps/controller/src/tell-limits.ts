import type { SystemContext } from "@millrace/db";
import { every } from "@millrace/process";
import { forgetNotices, giveNotices } from "@millrace/quotas";
import type { Secrets } from "@millrace/secrets";
import type { Log } from "@millrace/telemetry";

/** From a share of a limit that is reached to its mail in the outbox. */
const ROUND_MS = 3_000;
const SWEEP_MS = 600_000;

type Work = SystemContext & { secrets: Secrets; log: Log };

/** Tells people whose limits are used so far that they wanted to hear of it. Returns what stops it. */
export function tellLimits({ log, ...ctx }: Work): () => Promise<void> {
  const stops = [
    every(ROUND_MS, "tell of limits", {
      log,
      work: async () => {
        for (const told of await giveNotices(ctx)) log.info({ ...told }, "share of a limit reached");
      },
    }),
    every(SWEEP_MS, "forget notices of limits", { log, work: async () => void (await forgetNotices(ctx)) }),
  ];
  return async () => {
    await Promise.all(stops.map((stop) => stop()));
  };
}
