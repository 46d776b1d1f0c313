import {
  beginSecondFactor,
  changePassword,
  deleteAccount,
  endOtherSessions,
  endSession,
  getAccount,
  proveAgain,
  remakeRecoveryCodes,
  requestEmailVerification,
  requireRecentProof,
  turnOffSecondFactor,
  turnOnSecondFactor,
  unlinkIdentity,
  updateProfile,
  verifyEmail,
} from "@millrace/people";
import { z } from "zod";
import { personProcedure, router } from "../trpc.ts";

const codeSchema = z.strictObject({ code: z.string() });

/** What a person does about themselves, in no team. */
export const accountRouter = router({
  /** With what this person can prove anew who they are. */
  waysToProve: personProcedure.query(async ({ ctx }) => {
    const { hasPassword, secondFactor } = await getAccount(ctx, ctx.session);
    return { password: hasPassword, code: secondFactor !== null };
  }),
  proveAgain: personProcedure
    .input(z.strictObject({ password: z.string().optional(), code: z.string().optional() }))
    .mutation(({ ctx, input }) => proveAgain(ctx, ctx.session, input)),
  /** Answers once the session has a fresh proof; for what begins here and ends at another provider. */
  confirmProof: personProcedure.mutation(({ ctx }) => requireRecentProof(ctx.session, ctx.clock)),
  updateProfile: personProcedure
    .input(z.strictObject({ name: z.string().optional(), locale: z.enum(["en", "zh-CN"]).optional() }))
    .mutation(({ ctx, input }) => updateProfile(ctx, ctx.session, input)),
  requestEmailVerification: personProcedure.mutation(({ ctx }) => requestEmailVerification(ctx, ctx.session)),
  verifyEmail: personProcedure
    .input(z.strictObject({ token: z.string() }))
    .mutation(({ ctx, input }) => verifyEmail(ctx, ctx.session, input)),
  changePassword: personProcedure
    .input(z.strictObject({ current: z.string().optional(), next: z.string() }))
    .mutation(({ ctx, input }) => changePassword(ctx, ctx.session, input)),
  beginSecondFactor: personProcedure.mutation(({ ctx }) => beginSecondFactor(ctx, ctx.session)),
  turnOnSecondFactor: personProcedure
    .input(codeSchema)
    .mutation(({ ctx, input }) => turnOnSecondFactor(ctx, ctx.session, input)),
  turnOffSecondFactor: personProcedure
    .input(codeSchema)
    .mutation(({ ctx, input }) => turnOffSecondFactor(ctx, ctx.session, input)),
  remakeRecoveryCodes: personProcedure
    .input(codeSchema)
    .mutation(({ ctx, input }) => remakeRecoveryCodes(ctx, ctx.session, input)),
  endSession: personProcedure
    .input(z.strictObject({ sessionId: z.string() }))
    .mutation(({ ctx, input }) => endSession(ctx, { personId: ctx.session.person.id, ...input })),
  endOtherSessions: personProcedure.mutation(({ ctx }) => endOtherSessions(ctx, ctx.session)),
  unlinkIdentity: personProcedure
    .input(z.strictObject({ provider: z.string() }))
    .mutation(({ ctx, input }) => unlinkIdentity(ctx, ctx.session, input)),
  delete: personProcedure
    .input(z.strictObject({ email: z.string() }))
    .mutation(({ ctx, input }) => deleteAccount(ctx, ctx.session, input)),
});
