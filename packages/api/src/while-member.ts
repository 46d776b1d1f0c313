import type { SystemContext } from "@millrace/db";
import type { Member } from "@millrace/teams";
import { enterAgain } from "./enter-again.ts";

/** With the time that an answer takes, whoever is removed gets nothing more after two seconds. */
const LOOK_EVERY_MS = 1_000;

/**
 * Lets a long answer pass for as long as its reader is in the team, however slowly they take it; then it breaks off with
 * Fault `not_found` `api.not_found`.
 */
export function whileMember<T>(ctx: SystemContext, reader: Member): TransformStream<T, T> {
  let lookedAtMs = ctx.clock.monotonicMs();
  return new TransformStream<T, T>({
    transform: async (piece, controller) => {
      const nowMs = ctx.clock.monotonicMs();
      if (nowMs - lookedAtMs >= LOOK_EVERY_MS) {
        await enterAgain(ctx, reader);
        lookedAtMs = nowMs;
      }
      controller.enqueue(piece);
    },
  });
}
