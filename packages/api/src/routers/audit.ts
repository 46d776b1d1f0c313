import { verifyChain } from "@millrace/audit";
import { requirePermission } from "@millrace/teams";
import { router, teamProcedure } from "../trpc.ts";

export const auditRouter = router({
  /** A mutation though it changes nothing: it reads the whole log, so no link to it may start it. */
  verify: teamProcedure("audit.read").mutation(({ ctx }) => verifyChain({ ...ctx.verbs, requirePermission })),
});
