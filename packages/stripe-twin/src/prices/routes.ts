import { z } from "zod";
import { emptiable, flag, listOf, mergeMetadata, metadata, name, text } from "../http/fields.ts";
import { listRoute } from "../http/list.ts";
import { type Route, route } from "../http/route.ts";
import { change, emitEvent } from "../webhooks/emit-event.ts";
import { createPrice, createPriceParams } from "./create-price.ts";
import { createProduct, createProductParams } from "./create-product.ts";

const nothing = z.strictObject({});
const productChange = z.strictObject({
  active: flag.optional(),
  default_price: name.optional(),
  description: emptiable(text).optional(),
  metadata: metadata.optional(),
  name: name.optional(),
  tax_code: emptiable(text).optional(),
  unit_label: emptiable(text).optional(),
});
const priceChange = z.strictObject({
  active: flag.optional(),
  lookup_key: text.optional(),
  metadata: metadata.optional(),
  nickname: emptiable(text).optional(),
  tax_behavior: z.enum(["exclusive", "inclusive"]).optional(),
});
const priceFilters = {
  active: flag.optional(),
  currency: text.optional(),
  lookup_keys: listOf(text).optional(),
  product: name.optional(),
  type: z.enum(["one_time", "recurring"]).optional(),
};

export const priceRoutes: Route[] = [
  route("POST", "/v1/products", createProductParams, createProduct),
  route("GET", "/v1/products/:id", nothing, (world, _, id) => world.products.need(id("id"))),
  route("POST", "/v1/products/:id", productChange, (world, { metadata: given, ...fields }, id) => {
    const product = world.products.need(id("id"));
    const merged = mergeMetadata(product.metadata, given);
    const previous = change(product, { ...fields, metadata: merged, updated: world.now() });
    emitEvent(world, "product.updated", product, previous);
    return product;
  }),
  listRoute(
    "/v1/products",
    { active: flag.optional(), ids: listOf(name).optional() },
    (world, { active, ids }) =>
      world.products
        .newestFirst()
        .filter((product) => active === undefined || product.active === active)
        .filter((product) => ids === undefined || ids.includes(product.id)),
  ),
  route("POST", "/v1/prices", createPriceParams, createPrice),
  route("GET", "/v1/prices/:id", nothing, (world, _, id) => world.prices.need(id("id"))),
  route("POST", "/v1/prices/:id", priceChange, (world, { metadata: given, ...fields }, id) => {
    const price = world.prices.need(id("id"));
    const previous = change(price, { ...fields, metadata: mergeMetadata(price.metadata, given) });
    emitEvent(world, "price.updated", price, previous);
    return price;
  }),
  listRoute("/v1/prices", priceFilters, (world, { active, currency, lookup_keys: keys, product, type }) =>
    world.prices
      .newestFirst()
      .filter((price) => active === undefined || price.active === active)
      .filter((price) => currency === undefined || price.currency === currency)
      .filter((price) => keys === undefined || keys.includes(price.lookup_key ?? ""))
      .filter((price) => product === undefined || price.product === product)
      .filter((price) => type === undefined || price.type === type),
  ),
];
