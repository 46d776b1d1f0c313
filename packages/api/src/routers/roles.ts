import { createRole, deleteRole, PERMISSIONS, updateRole } from "@millrace/teams";
import { z } from "zod";
import { router, teamProcedure } from "../trpc.ts";

const role = { name: z.string(), permissions: z.array(z.enum(PERMISSIONS)) };

export const rolesRouter = router({
  create: teamProcedure("roles.write")
    .input(z.strictObject(role))
    .mutation(({ ctx, input }) => createRole(ctx.verbs, input)),
  update: teamProcedure("roles.write")
    .input(z.strictObject({ id: z.string(), ...role }))
    .mutation(({ ctx, input }) => updateRole(ctx.verbs, input)),
  delete: teamProcedure("roles.write")
    .input(z.strictObject({ id: z.string() }))
    .mutation(({ ctx, input }) => deleteRole(ctx.verbs, input)),
});
