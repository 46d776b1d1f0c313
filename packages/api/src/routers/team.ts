import { foundTeam, leaveTeam, transferOwnership, updateTeam } from "@millrace/teams";
import { z } from "zod";
import { streamed } from "../streamed.ts";
import { personProcedure, router, teamProcedure } from "../trpc.ts";
import { standingOf, watchMembership } from "../watch-membership.ts";

export const teamRouter = router({
  found: personProcedure
    .input(z.strictObject({ name: z.string(), currency: z.string() }))
    .mutation(({ ctx, input }) => foundTeam(ctx, ctx.session, input)),
  update: teamProcedure("team.write")
    .input(z.strictObject({ name: z.string(), emailDomains: z.array(z.string()) }))
    .mutation(({ ctx, input }) => updateTeam(ctx.verbs, input)),
  transferOwnership: teamProcedure("owners.write")
    .input(z.strictObject({ personId: z.string() }))
    .mutation(({ ctx, input }) => transferOwnership(ctx.verbs, input)),
  /** Nobody needs a right to go. */
  leave: teamProcedure("team.read").mutation(({ ctx }) => leaveTeam(ctx.verbs)),
  standing: teamProcedure("team.read").query(({ ctx }) => ({ standing: standingOf(ctx.member.actor) })),
  watch: teamProcedure("team.read").subscription(({ ctx, signal }) =>
    streamed(watchMembership(ctx, ctx.member, { signal })),
  ),
});
