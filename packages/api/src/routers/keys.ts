import {
  createKey,
  KEY_APIS,
  revokeKey,
  revokeKeysOf,
  revokePasted,
  rotateKey,
  updateKey,
} from "@millrace/keys";
import { z } from "zod";
import { router, teamProcedure } from "../trpc.ts";

const scopes = {
  deploymentIds: z.array(z.string()).optional(),
  apis: z.array(z.enum(KEY_APIS)).optional(),
  allowedIps: z.array(z.string()).optional(),
  expiresAt: z.date().nullable().optional(),
};

export const keysRouter = router({
  create: teamProcedure("keys.write")
    .input(z.strictObject({ name: z.string(), ...scopes, isService: z.boolean().optional() }))
    .mutation(({ ctx, input }) => createKey(ctx.verbs, input)),
  update: teamProcedure("keys.write")
    .input(z.strictObject({ id: z.string(), name: z.string().optional(), ...scopes }))
    .mutation(({ ctx, input }) => updateKey(ctx.verbs, input)),
  rotate: teamProcedure("keys.write")
    .input(z.strictObject({ id: z.string(), graceMs: z.int() }))
    .mutation(({ ctx, input }) => rotateKey(ctx.verbs, input)),
  revoke: teamProcedure("keys.write")
    .input(z.strictObject({ id: z.string() }))
    .mutation(({ ctx, input }) => revokeKey(ctx.verbs, input)),
  revokePasted: teamProcedure("keys.write")
    .input(z.strictObject({ text: z.string() }))
    .mutation(({ ctx, input }) => revokePasted(ctx.verbs, input)),
  revokeOf: teamProcedure("keys.write")
    .input(z.strictObject({ personId: z.string() }))
    .mutation(({ ctx, input }) => revokeKeysOf(ctx.verbs, input)),
});
