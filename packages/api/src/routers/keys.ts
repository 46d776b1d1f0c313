import { createKey, revokeKey, revokeKeysOf } from "@millrace/keys";
import { z } from "zod";
import { router, teamProcedure } from "../trpc.ts";

export const keysRouter = router({
  create: teamProcedure("keys.write")
    .input(z.strictObject({ name: z.string() }))
    .mutation(({ ctx, input }) => createKey(ctx.verbs, input)),
  revoke: teamProcedure("keys.write")
    .input(z.strictObject({ id: z.string() }))
    .mutation(({ ctx, input }) => revokeKey(ctx.verbs, input)),
  revokeOf: teamProcedure("keys.write")
    .input(z.strictObject({ personId: z.string() }))
    .mutation(({ ctx, input }) => revokeKeysOf(ctx.verbs, input)),
});
