import { checkDomains, removeSso, saveSso } from "@millrace/teams";
import { z } from "zod";
import { router, teamProcedure } from "../trpc.ts";

export const ssoRouter = router({
  domains: teamProcedure("sso.write")
    .input(z.strictObject({ issuer: z.string(), emailDomains: z.array(z.string()) }))
    .query(({ ctx, input }) => checkDomains({ ...ctx.verbs, ...ctx.sso }, input)),
  save: teamProcedure("sso.write")
    .input(
      z.strictObject({
        issuer: z.string(),
        clientId: z.string(),
        clientSecret: z.string().nullable().optional(),
        emailDomains: z.array(z.string()),
        defaultRole: z.string(),
        required: z.boolean(),
      }),
    )
    .mutation(({ ctx, input }) => saveSso({ ...ctx.verbs, ...ctx.sso, secrets: ctx.secrets }, input)),
  remove: teamProcedure("sso.write").mutation(({ ctx }) => removeSso(ctx.verbs)),
});
