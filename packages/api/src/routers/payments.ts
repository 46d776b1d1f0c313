import type { Context } from "@millrace/db";
import {
  cancelPlan,
  changePlan,
  choosePlan,
  openPortal,
  type PaymentContext,
  removeTopUp,
  resumePlan,
  setTopUp,
  startCheckout,
} from "@millrace/payments";
import { z } from "zod";
import type { ApiContext } from "../context.ts";
import { router, teamProcedure } from "../trpc.ts";

const pageInput = { locale: z.enum(["en", "zh-CN"]), returnPath: z.string() };

export const paymentsRouter = router({
  startCheckout: teamProcedure("billing.write")
    .input(
      z.strictObject({
        for: z.discriminatedUnion("kind", [
          z.strictObject({ kind: z.literal("invoice"), invoiceId: z.string() }),
          z.strictObject({ kind: z.literal("credit"), amountMinor: z.bigint() }),
        ]),
        ...pageInput,
      }),
    )
    .mutation(({ ctx, input }) => startCheckout(withProvider(ctx), input)),
  openPortal: teamProcedure("billing.write")
    .input(z.strictObject(pageInput))
    .mutation(({ ctx, input }) => openPortal(withProvider(ctx), input)),
  choosePlan: teamProcedure("billing.write")
    .input(z.strictObject({ planName: z.string(), ...pageInput }))
    .mutation(({ ctx, input }) => choosePlan(withProvider(ctx), input)),
  changePlan: teamProcedure("billing.write")
    .input(z.strictObject({ planName: z.string() }))
    .mutation(({ ctx, input }) => changePlan(withProvider(ctx), input)),
  cancelPlan: teamProcedure("billing.write").mutation(({ ctx }) => cancelPlan(withProvider(ctx))),
  resumePlan: teamProcedure("billing.write").mutation(({ ctx }) => resumePlan(withProvider(ctx))),
  setTopUp: teamProcedure("billing.write")
    .input(z.strictObject({ belowPico: z.bigint(), amountMinor: z.bigint(), monthlyMaxMinor: z.bigint() }))
    .mutation(({ ctx, input }) => setTopUp(withProvider(ctx), input)),
  removeTopUp: teamProcedure("billing.write").mutation(({ ctx }) => removeTopUp(withProvider(ctx))),
});

function withProvider({
  verbs,
  provider,
}: Pick<ApiContext, "provider"> & { verbs: Context }): PaymentContext {
  return { ...verbs, provider };
}
