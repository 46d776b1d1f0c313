import { z } from "zod";
import { decimal, integer, metadata, name, quantity, text } from "../http/fields.ts";

const amount = integer.refine((value) => value >= 0, "must not be below zero");

const line = z.strictObject({
  amount: amount.optional(),
  description: text.optional(),
  invoice_line_item: name.optional(),
  quantity: quantity.optional(),
  type: z.enum(["custom_line_item", "invoice_line_item"]),
  unit_amount: amount.optional(),
  unit_amount_decimal: decimal.optional(),
});

export const creditNoteParams = z.strictObject({
  amount: amount.optional(),
  credit_amount: amount.optional(),
  email_type: z.enum(["credit_note", "none"]).optional(),
  invoice: name,
  lines: z.array(line).max(100).optional(),
  memo: text.optional(),
  metadata: metadata.optional(),
  out_of_band_amount: amount.optional(),
  reason: z.enum(["duplicate", "fraudulent", "order_change", "product_unsatisfactory"]).optional(),
  refund_amount: amount.optional(),
});

export type CreditInput = z.output<typeof creditNoteParams>;
export type CreditLineInput = z.output<typeof line>;
