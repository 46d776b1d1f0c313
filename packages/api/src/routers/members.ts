import { changeRole, removeMember } from "@millrace/teams";
import { z } from "zod";
import { router, teamProcedure } from "../trpc.ts";

export const membersRouter = router({
  changeRole: teamProcedure("members.write")
    .input(z.strictObject({ personId: z.string(), role: z.string() }))
    .mutation(({ ctx, input }) => changeRole(ctx.verbs, input)),
  remove: teamProcedure("members.write")
    .input(z.strictObject({ personId: z.string() }))
    .mutation(({ ctx, input }) => removeMember(ctx.verbs, input)),
});
