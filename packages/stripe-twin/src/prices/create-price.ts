import { z } from "zod";
import {
  currency,
  decimal,
  flag,
  integer,
  mergeMetadata,
  metadata,
  name,
  quantity,
  text,
} from "../http/fields.ts";
import { invalid } from "../http/stripe-fault.ts";
import { isWhole, normalise } from "../rules/decimal.ts";
import { emitEvent } from "../webhooks/emit-event.ts";
import type { Price } from "../world/nouns.ts";
import type { World } from "../world/world.ts";
import { createProduct } from "./create-product.ts";

export const recurringParams = z.strictObject({
  interval: z.enum(["day", "week", "month", "year"]),
  interval_count: quantity.optional(),
  meter: name.optional(),
  usage_type: z.enum(["licensed", "metered"]).optional(),
  trial_period_days: quantity.optional(),
});

export const createPriceParams = z.strictObject({
  active: flag.optional(),
  billing_scheme: z.literal("per_unit").optional(),
  currency,
  lookup_key: text.optional(),
  metadata: metadata.optional(),
  nickname: text.optional(),
  product: name.optional(),
  product_data: z
    .strictObject({
      name,
      metadata: metadata.optional(),
      tax_code: text.optional(),
      unit_label: text.optional(),
    })
    .optional(),
  recurring: recurringParams.optional(),
  tax_behavior: z.enum(["exclusive", "inclusive", "unspecified"]).optional(),
  transfer_lookup_key: flag.optional(),
  unit_amount: integer.optional(),
  unit_amount_decimal: decimal.optional(),
});

type PriceInput = z.output<typeof createPriceParams>;

export function createPrice(world: World, input: PriceInput): Price {
  const price = world.prices.add({
    id: world.makeId("price"),
    object: "price",
    active: input.active ?? true,
    billing_scheme: "per_unit",
    created: world.now(),
    currency: input.currency,
    custom_unit_amount: null,
    livemode: world.livemode,
    lookup_key: takeLookupKey(world, input),
    metadata: mergeMetadata({}, input.metadata),
    nickname: input.nickname ?? null,
    product: productOf(world, input),
    recurring: recurringOf(world, input.recurring),
    tax_behavior: input.tax_behavior ?? "unspecified",
    tiers_mode: null,
    transform_quantity: null,
    type: input.recurring === undefined ? "one_time" : "recurring",
    ...amountOf(input),
  });
  emitEvent(world, "price.created", price);
  return price;
}

function amountOf({ unit_amount: whole, unit_amount_decimal: exact }: PriceInput) {
  if ((whole === undefined) === (exact === undefined))
    throw invalid(
      "You must specify exactly one of unit_amount and unit_amount_decimal.",
      "unit_amount",
      "parameter_missing",
    );
  const amount = normalise(exact ?? String(whole));
  return { unit_amount: isWhole(amount) ? Number(amount) : null, unit_amount_decimal: amount };
}

function recurringOf(world: World, recurring: PriceInput["recurring"]): Price["recurring"] {
  if (recurring === undefined) return null;
  const {
    interval,
    interval_count = 1,
    meter = null,
    usage_type = "licensed",
    trial_period_days = null,
  } = recurring;
  if ((usage_type === "metered") !== (meter !== null))
    throw invalid("A metered price needs a meter, and no other price has one.", "recurring[meter]");
  if (meter !== null) world.meters.need(meter, "recurring[meter]");
  return { interval, interval_count, meter, usage_type, trial_period_days };
}

function productOf(world: World, { product, product_data: made }: PriceInput): string {
  if (product !== undefined) return world.products.need(product, "product").id;
  if (made === undefined) throw invalid("Missing required param: product.", "product", "parameter_missing");
  return createProduct(world, made).id;
}

function takeLookupKey(
  world: World,
  { lookup_key: key, transfer_lookup_key: transfer }: PriceInput,
): string | null {
  if (key === undefined || key === "") return null;
  const holder = world.prices.oldestFirst().find((price) => price.lookup_key === key && price.active);
  if (holder === undefined) return key;
  if (transfer !== true)
    throw invalid(`A price already uses the lookup key ${key}.`, "lookup_key", "resource_already_exists");
  holder.lookup_key = null;
  return key;
}
