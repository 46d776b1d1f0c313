import { accountRouter } from "./routers/account.ts";
import { auditRouter } from "./routers/audit.ts";
import { billingRouter } from "./routers/billing.ts";
import { catalogRouter } from "./routers/catalog.ts";
import { deploymentsRouter } from "./routers/deployments.ts";
import { invitationsRouter } from "./routers/invitations.ts";
import { keysRouter } from "./routers/keys.ts";
import { limitsRouter } from "./routers/limits.ts";
import { membersRouter } from "./routers/members.ts";
import { operatorRouter } from "./routers/operator.ts";
import { paymentsRouter } from "./routers/payments.ts";
import { privacyRouter } from "./routers/privacy.ts";
import { rolesRouter } from "./routers/roles.ts";
import { signInRouter } from "./routers/sign-in.ts";
import { ssoRouter } from "./routers/sso.ts";
import { teamRouter } from "./routers/team.ts";
import { router } from "./trpc.ts";

/** Everything that the console's client components call. Pages read through the verbs themselves. */
export const appRouter = router({
  audit: auditRouter,
  billing: billingRouter,
  catalog: catalogRouter,
  deployments: deploymentsRouter,
  keys: keysRouter,
  limits: limitsRouter,
  sso: ssoRouter,
  team: teamRouter,
  invitations: invitationsRouter,
  members: membersRouter,
  operator: operatorRouter,
  payments: paymentsRouter,
  roles: rolesRouter,
  account: accountRouter,
  signIn: signInRouter,
  privacy: privacyRouter,
});

export type AppRouter = typeof appRouter;
