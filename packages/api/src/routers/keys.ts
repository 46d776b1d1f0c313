import { createKey, revokeKey } from "@millrace/keys";
import { z } from "zod";
import { procedure, router } from "../trpc.ts";

export const keysRouter = router({
  create: procedure
    .input(z.object({ name: z.string() }))
    .mutation(({ ctx, input }) => createKey(ctx.verbs, input)),
  revoke: procedure
    .input(z.object({ id: z.string() }))
    .mutation(({ ctx, input }) => revokeKey(ctx.verbs, input)),
});
