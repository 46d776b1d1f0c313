import { z } from "zod";
import {
  automaticTax,
  currency,
  decimal,
  flag,
  integer,
  metadata,
  name,
  quantity,
  text,
} from "../http/fields.ts";

const period = z.strictObject({ start: integer, end: integer });

export const createInvoiceParams = z.strictObject({
  auto_advance: flag.optional(),
  automatic_tax: automaticTax.optional(),
  collection_method: z.enum(["charge_automatically", "send_invoice"]).optional(),
  currency: currency.optional(),
  customer: name,
  days_until_due: quantity.optional(),
  default_payment_method: name.optional(),
  description: text.optional(),
  footer: text.optional(),
  metadata: metadata.optional(),
  pending_invoice_items_behavior: z.enum(["include", "exclude"]).optional(),
  subscription: name.optional(),
});

export const updateInvoiceParams = z.strictObject({
  auto_advance: flag.optional(),
  automatic_tax: automaticTax.optional(),
  default_payment_method: name.optional(),
  description: text.optional(),
  due_date: integer.optional(),
  footer: text.optional(),
  metadata: metadata.optional(),
});

export const payInvoiceParams = z.strictObject({
  off_session: flag.optional(),
  paid_out_of_band: flag.optional(),
  payment_method: name.optional(),
});

export const createItemParams = z.strictObject({
  amount: integer.optional(),
  currency: currency.optional(),
  customer: name,
  description: text.optional(),
  invoice: name.optional(),
  metadata: metadata.optional(),
  period: period.optional(),
  pricing: z.strictObject({ price: name }).optional(),
  quantity: quantity.optional(),
  quantity_decimal: decimal.optional(),
  subscription: name.optional(),
  unit_amount_decimal: decimal.optional(),
});

export const itemUpdateParams = z.strictObject({
  amount: integer.optional(),
  description: text.optional(),
  metadata: metadata.optional(),
});

export const invoiceFilters = {
  collection_method: z.enum(["charge_automatically", "send_invoice"]).optional(),
  customer: name.optional(),
  status: z.enum(["draft", "open", "paid", "uncollectible", "void"]).optional(),
  subscription: name.optional(),
};
