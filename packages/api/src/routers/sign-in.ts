import { requestPasswordReset, requestSignInLink, resetPassword } from "@millrace/people";
import { z } from "zod";
import { publicProcedure, router } from "../trpc.ts";

const linkRequestSchema = z.strictObject({ email: z.string(), locale: z.enum(["en", "zh-CN"]) });

/** What whoever is not signed in may ask for. Signing in itself sets cookies, and is a route of the console. */
export const signInRouter = router({
  requestLink: publicProcedure
    .input(linkRequestSchema)
    .mutation(({ ctx, input }) => requestSignInLink(ctx, { ...input, origin: ctx.origin })),
  requestPasswordReset: publicProcedure
    .input(linkRequestSchema)
    .mutation(({ ctx, input }) => requestPasswordReset(ctx, { ...input, origin: ctx.origin })),
  resetPassword: publicProcedure
    .input(z.strictObject({ token: z.string(), password: z.string() }))
    .mutation(({ ctx, input }) => resetPassword(ctx, { ...input, origin: ctx.origin })),
});
