import { listModels } from "@millrace/catalog";
import { router, teamProcedure } from "../trpc.ts";

export const catalogRouter = router({
  /** Names only: a card may be long, and lists have no use for it. */
  list: teamProcedure("models.read").query(async ({ ctx }) => {
    const models = await listModels(ctx.verbs);
    return models.map(({ name, title, task }) => ({ name, title, task }));
  }),
});
