import {
  createCreditNote,
  GRANT_KINDS,
  giveCredit,
  listBooks,
  markPaid,
  OUTCOMES,
  setPrepaid,
  voidInvoice,
  writeOffInvoice,
} from "@millrace/billing";
import { previewPrice } from "@millrace/metering";
import { replayEvent } from "@millrace/payments";
import { publishPlanAs, publishPriceAs, TIERS_MODES, UNITS } from "@millrace/prices";
import { setSeats } from "@millrace/teams";
import { z } from "zod";
import { operatorProcedure, router } from "../trpc.ts";

const invoice = { teamId: z.string(), id: z.string() };

const tier = z.strictObject({ above: z.bigint(), pricePico: z.bigint() });
const price = z.strictObject({
  teamId: z.string().nullable(),
  modelName: z.string(),
  currency: z.string(),
  effectiveFrom: z.date(),
  rates: z.array(
    z.strictObject({
      unit: z.enum(UNITS),
      pricePico: z.bigint(),
      tiers: z.strictObject({ mode: z.enum(TIERS_MODES), tiers: z.array(tier) }).optional(),
    }),
  ),
});

export const operatorRouter = router({
  setSeats: operatorProcedure
    .input(z.strictObject({ teamId: z.string(), seatsMax: z.int().nullable() }))
    .mutation(({ ctx, input }) => setSeats(ctx, ctx.session, input)),
  setPrepaid: operatorProcedure
    .input(z.strictObject({ teamId: z.string(), isPrepaid: z.boolean() }))
    .mutation(({ ctx, input }) => setPrepaid(ctx, ctx.session, input)),
  giveCredit: operatorProcedure
    .input(
      z.strictObject({
        teamId: z.string(),
        kind: z.enum(GRANT_KINDS),
        name: z.string(),
        amountPico: z.bigint(),
        expiresAt: z.date().nullable(),
        operationId: z.string(),
      }),
    )
    .mutation(({ ctx, input }) => giveCredit(ctx, ctx.session, input)),
  markPaid: operatorProcedure
    .input(z.strictObject({ ...invoice, note: z.string() }))
    .mutation(({ ctx, input }) => markPaid(ctx, ctx.session, input)),
  voidInvoice: operatorProcedure
    .input(z.strictObject({ ...invoice, reason: z.string() }))
    .mutation(({ ctx, input }) => voidInvoice(ctx, ctx.session, input)),
  writeOffInvoice: operatorProcedure
    .input(z.strictObject({ ...invoice, reason: z.string() }))
    .mutation(({ ctx, input }) => writeOffInvoice(ctx, ctx.session, input)),
  createCreditNote: operatorProcedure
    .input(
      z.strictObject({
        teamId: z.string(),
        invoiceId: z.string(),
        amountMinor: z.bigint(),
        reason: z.string(),
        outcome: z.enum(OUTCOMES),
        operationId: z.string(),
      }),
    )
    .mutation(({ ctx, input }) => createCreditNote(ctx, ctx.session, input)),
  replayEvent: operatorProcedure
    .input(z.strictObject({ id: z.string() }))
    .mutation(({ ctx, input }) => replayEvent(ctx, ctx.session, input)),
  publishPrice: operatorProcedure
    .input(price)
    .mutation(({ ctx, input }) => publishPriceAs(ctx, ctx.session, input)),
  publishPlan: operatorProcedure
    .input(
      z.strictObject({
        planName: z.string(),
        title: z.string(),
        currency: z.string(),
        effectiveFrom: z.date(),
        feeMinor: z.bigint(),
        includedPico: z.bigint(),
        minimumMinor: z.bigint(),
        isOffered: z.boolean(),
      }),
    )
    .mutation(({ ctx, input }) => publishPlanAs(ctx, ctx.session, input)),
  /** A mutation though it changes nothing: it reads a month of all usage, as `listBooks`. */
  previewPrice: operatorProcedure
    .input(z.strictObject({ price, month: z.date().optional() }))
    .mutation(({ ctx, input }) => previewPrice(ctx, ctx.session, input)),
  /** A mutation though it changes nothing: it reads all usage, so no link to it may start it. */
  listBooks: operatorProcedure.mutation(({ ctx }) => listBooks(ctx, ctx.session)),
});
