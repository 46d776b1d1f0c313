import { proveBooks } from "@millrace/billing";
import { router, teamProcedure } from "../trpc.ts";

export const billingRouter = router({
  /** A mutation though it changes nothing: it reads all usage, so no link to it may start it. */
  proveBooks: teamProcedure("billing.read").mutation(({ ctx }) => proveBooks(ctx.verbs)),
});
