import { setSeats } from "@millrace/teams";
import { z } from "zod";
import { operatorProcedure, router } from "../trpc.ts";

export const operatorRouter = router({
  setSeats: operatorProcedure
    .input(z.strictObject({ teamId: z.string(), seatsMax: z.int().nullable() }))
    .mutation(({ ctx, input }) => setSeats(ctx, ctx.session, input)),
});
