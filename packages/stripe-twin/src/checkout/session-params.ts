import { z } from "zod";
import {
  automaticTax,
  currency,
  decimal,
  flag,
  integer,
  listOf,
  metadata,
  name,
  quantity,
  text,
} from "../http/fields.ts";
import { recurringParams } from "../prices/create-price.ts";
import { trialSettings } from "../subscriptions/create-subscription.ts";
import { anchorParams } from "./first-anchor.ts";

const priceData = z.strictObject({
  currency,
  product: name.optional(),
  product_data: z
    .strictObject({
      name,
      description: text.optional(),
      metadata: metadata.optional(),
      tax_code: text.optional(),
    })
    .optional(),
  recurring: recurringParams.optional(),
  tax_behavior: z.enum(["exclusive", "inclusive", "unspecified"]).optional(),
  unit_amount: integer.optional(),
  unit_amount_decimal: decimal.optional(),
});

const lineItem = z.strictObject({
  price: name.optional(),
  price_data: priceData.optional(),
  quantity: quantity.optional(),
});

const autoOrNever = z.enum(["auto", "never"]).optional();

export const createSessionParams = z.strictObject({
  allow_promotion_codes: flag.optional(),
  automatic_tax: automaticTax.optional(),
  billing_address_collection: z.enum(["auto", "required"]).optional(),
  cancel_url: text.optional(),
  client_reference_id: text.optional(),
  currency: currency.optional(),
  customer: name.optional(),
  customer_creation: z.enum(["always", "if_required"]).optional(),
  customer_email: text.optional(),
  customer_update: z
    .strictObject({ address: autoOrNever, name: autoOrNever, shipping: autoOrNever })
    .optional(),
  expires_at: integer.optional(),
  invoice_creation: z
    .strictObject({
      enabled: flag,
      invoice_data: z
        .strictObject({ description: text.optional(), metadata: metadata.optional() })
        .optional(),
    })
    .optional(),
  line_items: listOf(lineItem).optional(),
  locale: text.optional(),
  metadata: metadata.optional(),
  mode: z.enum(["payment", "subscription", "setup"]),
  payment_intent_data: z
    .strictObject({
      description: text.optional(),
      metadata: metadata.optional(),
      receipt_email: text.optional(),
      setup_future_usage: z.enum(["on_session", "off_session"]).optional(),
    })
    .optional(),
  payment_method_collection: z.enum(["always", "if_required"]).optional(),
  payment_method_types: listOf(text).optional(),
  saved_payment_method_options: z
    .strictObject({ payment_method_save: z.enum(["enabled", "disabled"]).optional() })
    .optional(),
  setup_intent_data: z
    .strictObject({ metadata: metadata.optional(), description: text.optional() })
    .optional(),
  submit_type: text.optional(),
  subscription_data: z
    .strictObject({
      ...anchorParams,
      billing_mode: z.strictObject({ type: z.enum(["classic", "flexible"]) }).optional(),
      description: text.optional(),
      metadata: metadata.optional(),
      proration_behavior: z.enum(["create_prorations", "none"]).optional(),
      trial_end: integer.optional(),
      trial_period_days: quantity.optional(),
      trial_settings: trialSettings.optional(),
    })
    .optional(),
  success_url: text.optional(),
  tax_id_collection: z.strictObject({ enabled: flag, required: text.optional() }).optional(),
  ui_mode: z.literal("hosted_page").optional(),
});

export type SessionInput = z.output<typeof createSessionParams>;
export type LineInput = z.output<typeof lineItem>;
