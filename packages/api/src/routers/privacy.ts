import { deleteTeam, readBody, requestExport, setBodyDays } from "@millrace/privacy";
import { z } from "zod";
import { router, teamProcedure } from "../trpc.ts";

export const privacyRouter = router({
  setBodyDays: teamProcedure("privacy.write")
    .input(z.strictObject({ days: z.int() }))
    .mutation(({ ctx, input }) => setBodyDays(ctx.verbs, input)),
  /** A mutation, since looking is written into the log. */
  readBody: teamProcedure("bodies.read")
    .input(z.strictObject({ requestId: z.string() }))
    .mutation(({ ctx, input }) => readBody({ ...ctx.verbs, secrets: ctx.secrets }, input)),
  requestExport: teamProcedure("privacy.write").mutation(({ ctx }) => requestExport(ctx.verbs)),
  deleteTeam: teamProcedure("team.delete")
    .input(z.strictObject({ name: z.string() }))
    .mutation(({ ctx, input }) =>
      deleteTeam({ ...ctx.verbs, session: ctx.member.session, provider: ctx.provider }, input),
    ),
});
