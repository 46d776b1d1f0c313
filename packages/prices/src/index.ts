export { listPrices } from "./list-prices.ts";
export { loadPrices, loadPricesOf } from "./load-prices.ts";
export {
  type NewPrice,
  type PriceVersion,
  type Quantities,
  type Rate,
  UNITS,
  type Unit,
} from "./price-version.ts";
export { publishPrice } from "./publish-price.ts";
export { priceAt } from "./rules/price-at.ts";
export { rate } from "./rules/rate.ts";
