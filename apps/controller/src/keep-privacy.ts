import type { SystemContext } from "@millrace/db";
import { forgetExpired } from "@millrace/people";
import {
  forgetBodies,
  forgetExports,
  forgetInvitations,
  makeExport,
  removeRemains,
  teamFilesIn,
} from "@millrace/privacy";
import { every } from "@millrace/process";
import type { Secrets } from "@millrace/secrets";
import type { Log } from "@millrace/telemetry";

/** From asking for an export to its beginning. */
const EXPORT_ROUND_MS = 2_000;
/** What nobody may keep any longer goes within this. */
const SWEEP_MS = 60_000;

type Work = SystemContext & { secrets: Secrets; homeFolder: string; log: Log };

/** Makes exports of teams, and removes what nobody may or needs to keep. Each line of the log names its team. */
export function keepPrivacy({ homeFolder, log, ...ctx }: Work): () => Promise<void> {
  const files = teamFilesIn(homeFolder);
  const leaving = new AbortController();
  const stopExports = every(EXPORT_ROUND_MS, "make exports", {
    log,
    work: async () => {
      const made = await makeExport(ctx, files, leaving.signal).catch((error: unknown) => {
        if (leaving.signal.aborted) return null;
        throw error;
      });
      if (made) log.info({ ...made }, "export of a team");
    },
  });
  const stopSweep = every(SWEEP_MS, "forget what is over", {
    log,
    work: async () => {
      for (const body of await forgetBodies(ctx)) log.info({ ...body }, "bodies of requests removed");
      for (const gone of await forgetExports(ctx, files)) log.info({ ...gone }, "export removed");
      for (const old of await forgetInvitations(ctx)) log.info({ ...old }, "invitations removed");
      for (const rest of await removeRemains(ctx, files)) log.info({ ...rest }, "remains of a team removed");
      await forgetExpired(ctx);
    },
  });
  return async () => {
    leaving.abort();
    await Promise.all([stopExports(), stopSweep()]);
  };
}
