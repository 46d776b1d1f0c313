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
/** What nobody may keep any longer begins to go within this. */
const SWEEP_MS = 30_000;
/** Each round removes a bounded number; what is left then waits for the next sweep. */
const ROUNDS_MAX = 200;

type Work = SystemContext & { secrets: Secrets; homeFolder: string; log: Log };

/** What was removed of which team. */
type Removed = { teamId: string }[];

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

  // Apart from each other, so that what fails holds up nothing else.
  function sweep(what: string, remove: () => Promise<Removed>): () => Promise<void> {
    const work = async () => {
      for (let round = 0; round < ROUNDS_MAX && !leaving.signal.aborted; round++) {
        const removed = await remove();
        if (removed.length === 0) return;
        for (const one of removed) log.info({ ...one }, `${what} removed`);
      }
    };
    return every(SWEEP_MS, `remove ${what}`, { log, work });
  }

  const stops = [
    stopExports,
    sweep("bodies of requests", () => forgetBodies(ctx)),
    sweep("exports", () => forgetExports(ctx, files)),
    sweep("invitations", () => forgetInvitations(ctx)),
    sweep("remains of deleted teams", () => removeRemains(ctx, files)),
    every(SWEEP_MS, "forget what is over of people", {
      log,
      work: async () => void (await forgetExpired(ctx)),
    }),
  ];
  return async () => {
    leaving.abort();
    await Promise.all(stops.map((stop) => stop()));
  };
}
