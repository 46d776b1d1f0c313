import {
  acceptAsNewPerson,
  acceptInvitation,
  inviteByEmail,
  inviteByLink,
  inviteMany,
  previewInvitation,
  resendInvitation,
  revokeInvitation,
} from "@millrace/teams";
import { z } from "zod";
import { personProcedure, publicProcedure, router, teamProcedure } from "../trpc.ts";

const locale = z.enum(["en", "zh-CN"]);

export const invitationsRouter = router({
  inviteByEmail: teamProcedure("invitations.write")
    .input(z.strictObject({ email: z.string(), role: z.string(), locale }))
    .mutation(({ ctx, input }) => inviteByEmail({ ...ctx.verbs, secrets: ctx.secrets }, input)),
  inviteByLink: teamProcedure("invitations.write")
    .input(z.strictObject({ role: z.string() }))
    .mutation(({ ctx, input }) => inviteByLink({ ...ctx.verbs, secrets: ctx.secrets }, input)),
  inviteMany: teamProcedure("invitations.write")
    .input(z.strictObject({ text: z.string(), role: z.string(), locale }))
    .mutation(({ ctx, input }) => inviteMany({ ...ctx.verbs, secrets: ctx.secrets }, input)),
  resend: teamProcedure("invitations.write")
    .input(z.strictObject({ id: z.string() }))
    .mutation(({ ctx, input }) => resendInvitation({ ...ctx.verbs, secrets: ctx.secrets }, input)),
  revoke: teamProcedure("invitations.write")
    .input(z.strictObject({ id: z.string() }))
    .mutation(({ ctx, input }) => revokeInvitation(ctx.verbs, input)),
  /** A mutation though it changes nothing: the token must not stand in an address. */
  preview: publicProcedure
    .input(z.strictObject({ token: z.string() }))
    .mutation(({ ctx, input }) => previewInvitation(ctx, input)),
  accept: personProcedure
    .input(z.strictObject({ token: z.string(), withOtherEmail: z.boolean().optional() }))
    .mutation(({ ctx, input }) => acceptInvitation(ctx, ctx.session, input)),
  acceptAsNewPerson: publicProcedure
    .input(
      z.strictObject({
        token: z.string(),
        name: z.string(),
        password: z.string(),
        email: z.string().optional(),
        locale,
      }),
    )
    .mutation(({ ctx, input }) => acceptAsNewPerson(ctx, { ...input, origin: ctx.origin })),
});
