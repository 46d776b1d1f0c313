export { listAllPrices, listPrices } from "./list-prices.ts";
export { loadPrices, loadPricesById, loadPricesOf } from "./load-prices.ts";
export { listAllPlans, listPlans, loadPlans } from "./plans/list-plans.ts";
export { planAt } from "./plans/plan-at.ts";
export type { NewPlan, PlanVersion } from "./plans/plan-version.ts";
export { publishPlan, publishPlanAs } from "./plans/publish-plan.ts";
export {
  type NewPrice,
  newPriceSchema,
  type PriceVersion,
  type Quantities,
  type Rate,
  TIERS_MODES,
  type Tier,
  type Tiers,
  UNITS,
  type Unit,
} from "./price-version.ts";
export { publishPrice, publishPriceAs } from "./publish-price.ts";
export { discountOf } from "./rules/discount-of.ts";
export { type PriceMoment, priceAt } from "./rules/price-at.ts";
export { rate } from "./rules/rate.ts";
