import { anchorChains, isWhole } from "@millrace/audit";
import type { SystemContext } from "@millrace/db";
import { every } from "@millrace/process";
import type { Log } from "@millrace/telemetry";

const CHECK_EVERY_MS = 24 * 3_600_000;
/** How long a check that failed, as the database was away, waits for another try. */
const LOOK_EVERY_MS = 60_000;

type Work = SystemContext & { homeFolder: string; log: Log };

/** Once a day, and at the start: has anybody changed the audit log by hand? What is whole is anchored. Returns what stops it. */
export function watchAudit({ log, ...ctx }: Work): () => Promise<void> {
  const leaving = new AbortController();
  let nextMs = ctx.clock.monotonicMs();
  const stop = every(LOOK_EVERY_MS, "check the audit log", {
    log,
    work: async () => {
      if (leaving.signal.aborted || ctx.clock.monotonicMs() < nextMs) return;
      await check({ ...ctx, log, signal: leaving.signal });
      nextMs = ctx.clock.monotonicMs() + CHECK_EVERY_MS;
    },
  });
  return () => {
    leaving.abort();
    return stop();
  };
}

async function check({ log, ...ctx }: Work & { signal: AbortSignal }): Promise<void> {
  try {
    const { teams, broken, unreadable } = await anchorChains(ctx, (verified) => {
      if (isWhole(verified)) return;
      const teamId = verified.kind === "verified" ? verified.team.id : verified.teamId;
      const broken = verified.kind === "verified" ? verified.report.broken : verified.kind;
      log.error({ teamId, broken }, "the audit log of a team was changed by hand");
    });
    log.info({ teams, broken, unreadable }, "audit log checked");
  } catch (error) {
    if (!ctx.signal.aborted) throw error;
  }
}
