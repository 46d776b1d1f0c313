import { z } from "zod";
import { flag, mergeMetadata, metadata, name, text } from "../http/fields.ts";
import { invalid } from "../http/stripe-fault.ts";
import { emitEvent } from "../webhooks/emit-event.ts";
import type { Product } from "../world/nouns.ts";
import type { World } from "../world/world.ts";

export const createProductParams = z.strictObject({
  id: name.optional(),
  name,
  active: flag.optional(),
  description: text.optional(),
  metadata: metadata.optional(),
  tax_code: text.optional(),
  type: z.enum(["good", "service"]).optional(),
  unit_label: text.optional(),
});

export function createProduct(world: World, input: z.output<typeof createProductParams>): Product {
  if (input.id !== undefined && world.products.find(input.id) !== undefined)
    throw invalid("Product already exists.", "id", "resource_already_exists");
  const product = world.products.add({
    id: input.id ?? world.makeId("prod"),
    object: "product",
    active: input.active ?? true,
    created: world.now(),
    default_price: null,
    description: input.description ?? null,
    images: [],
    livemode: world.livemode,
    marketing_features: [],
    metadata: mergeMetadata({}, input.metadata),
    name: input.name,
    package_dimensions: null,
    shippable: null,
    statement_descriptor: null,
    tax_code: input.tax_code ?? null,
    tax_details: null,
    type: input.type ?? "service",
    unit_label: input.unit_label ?? null,
    updated: world.now(),
    url: null,
  });
  emitEvent(world, "product.created", product);
  return product;
}
