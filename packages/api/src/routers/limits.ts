import { raiseLimit, removeLimit, setLimit } from "@millrace/quotas";
import { z } from "zod";
import { router, teamProcedure } from "../trpc.ts";

export const limitsRouter = router({
  set: teamProcedure("limits.write")
    .input(
      z.strictObject({
        scope: z.enum(["team", "member", "key", "deployment"]),
        scopeId: z.string(),
        measure: z.enum([
          ...(["requests", "tokens", "spend", "concurrency"] as const),
          ...(["replicas", "compute_units", "stored_bytes"] as const),
        ]),
        period: z.enum(["minute", "day", "month", "total", "now"]),
        value: z.bigint(),
        notifyAt: z.array(z.number()).optional(),
        throttleAt: z.number().nullable().optional(),
      }),
    )
    .mutation(({ ctx, input }) => setLimit(ctx.verbs, input)),
  raise: teamProcedure("limits.write")
    .input(z.strictObject({ id: z.string(), value: z.bigint(), until: z.date(), reason: z.string() }))
    .mutation(({ ctx, input }) => raiseLimit(ctx.verbs, input)),
  remove: teamProcedure("limits.write")
    .input(z.strictObject({ id: z.string() }))
    .mutation(({ ctx, input }) => removeLimit(ctx.verbs, input)),
});
