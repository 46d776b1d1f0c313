import { auditRouter } from "./routers/audit.ts";
import { catalogRouter } from "./routers/catalog.ts";
import { deploymentsRouter } from "./routers/deployments.ts";
import { keysRouter } from "./routers/keys.ts";
import { teamRouter } from "./routers/team.ts";
import { router } from "./trpc.ts";

/** Everything that the console's client components call. Pages read through the verbs themselves. */
export const appRouter = router({
  audit: auditRouter,
  catalog: catalogRouter,
  deployments: deploymentsRouter,
  keys: keysRouter,
  team: teamRouter,
});

export type AppRouter = typeof appRouter;
