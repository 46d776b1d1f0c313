import { router, teamProcedure } from "../trpc.ts";
import { standingOf, watchMembership } from "../watch-membership.ts";

export const teamRouter = router({
  standing: teamProcedure("team.read").query(({ ctx }) => ({ standing: standingOf(ctx.member.actor) })),
  watch: teamProcedure("team.read").subscription(({ ctx, signal }) =>
    watchMembership(ctx, ctx.member, { signal }),
  ),
});
