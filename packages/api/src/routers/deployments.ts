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
import { z } from "zod";
import { procedure, router } from "../trpc.ts";
import { watchDeployment } from "../watch-deployment.ts";

export const deploymentsRouter = router({
  list: procedure.query(async ({ ctx }) => {
    const deployments = await listDeployments(ctx.verbs);
    return deployments.map(({ id, name, model }) => ({ id, name, task: model.task }));
  }),
  create: procedure
    .input(
      z.object({
        name: z.string(),
        modelName: z.string(),
        resources: resourcesSchema,
        settings: settingsSchema.optional(),
      }),
    )
    .mutation(({ ctx, input }) => createDeployment(ctx.verbs, input)),
  update: procedure
    .input(
      z.object({
        id: z.string(),
        resources: resourcesSchema,
        settings: settingsSchema.optional(),
        expectedGeneration: z.int(),
      }),
    )
    .mutation(({ ctx, input }) => updateDeployment(ctx.verbs, input)),
  setWanted: procedure
    .input(z.object({ id: z.string(), wanted: z.enum(WANTED) }))
    .mutation(({ ctx, input }) => setWanted(ctx.verbs, input)),
  delete: procedure
    .input(z.object({ id: z.string(), name: z.string() }))
    .mutation(({ ctx, input }) => deleteDeployment(ctx.verbs, input)),
  watch: procedure
    .input(z.object({ name: z.string() }))
    .subscription(({ ctx, input, signal }) => watchDeployment(ctx.verbs, input.name, { signal })),
});
