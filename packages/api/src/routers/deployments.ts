import {
  createDeployment,
  deleteDeployment,
  listDeployments,
  resourcesSchema,
  settingsSchema,
  setWanted,
  updateDeployment,
  WANTED,
} from "@millrace/deployments";
import { holdDeployments } from "@millrace/quotas";
import { z } from "zod";
import { enterAgain } from "../enter-again.ts";
import { streamed } from "../streamed.ts";
import { router, teamProcedure } from "../trpc.ts";
import { watchDeployment } from "../watch-deployment.ts";

/** What a team may deploy. */
const LIMITS = [holdDeployments];

export const deploymentsRouter = router({
  list: teamProcedure("deployments.read").query(async ({ ctx }) => {
    const deployments = await listDeployments(ctx.verbs);
    return deployments.map(({ id, name, model }) => ({ id, name, task: model.task }));
  }),
  create: teamProcedure("deployments.write")
    .input(
      z.strictObject({
        name: z.string(),
        modelName: z.string(),
        resources: resourcesSchema.strict(),
        settings: settingsSchema.strict().optional(),
      }),
    )
    .mutation(({ ctx, input }) => createDeployment(ctx.verbs, input, LIMITS)),
  update: teamProcedure("deployments.write")
    .input(
      z.strictObject({
        id: z.string(),
        resources: resourcesSchema.strict(),
        settings: settingsSchema.strict().optional(),
        expectedGeneration: z.int(),
      }),
    )
    .mutation(({ ctx, input }) => updateDeployment(ctx.verbs, input, LIMITS)),
  setWanted: teamProcedure("deployments.write")
    .input(z.strictObject({ id: z.string(), wanted: z.enum(WANTED) }))
    .mutation(({ ctx, input }) => setWanted(ctx.verbs, input, LIMITS)),
  delete: teamProcedure("deployments.write")
    .input(z.strictObject({ id: z.string(), name: z.string() }))
    .mutation(({ ctx, input }) => deleteDeployment(ctx.verbs, input)),
  watch: teamProcedure("deployments.read")
    .input(z.strictObject({ name: z.string() }))
    .subscription(({ ctx, input, signal }) => {
      const enter = async () => ({ ...ctx.verbs, actor: (await enterAgain(ctx, ctx.member)).actor });
      return streamed(watchDeployment(enter, input.name, { signal }));
    }),
});
