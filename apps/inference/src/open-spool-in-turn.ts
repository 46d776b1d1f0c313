import { setTimeout as delay } from "node:timers/promises";
import { Fault } from "@millrace/kernel";
import { openSpool, type Spool } from "@millrace/metering";
import type { Log } from "@millrace/telemetry";

const PAUSE_MS = 100;
/** Longer than a drain: whoever still has it then is no predecessor that leaves. */
const PATIENCE_MS = 45_000;

/**
 * Opens the spool as soon as the service that had it before has let go: one whose parent was killed still answers what
 * it has taken on. Faults as of `openSpool`.
 */
export async function openSpoolInTurn(folder: string, log: Log): Promise<Spool> {
  for (const startedMs = performance.now(); ; await delay(PAUSE_MS)) {
    try {
      return await openSpool(folder, { log });
    } catch (error) {
      const isInUse = error instanceof Fault && error.code === "metering.spool_in_use";
      if (!isInUse || performance.now() - startedMs > PATIENCE_MS) throw error;
    }
  }
}
