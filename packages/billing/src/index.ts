export type { CreditGrant } from "./credits/credit-grant.ts";
export { expireCredit } from "./credits/expire-credit.ts";
export { grantCredit } from "./credits/grant-credit.ts";
export { type Credit, listCredit } from "./credits/list-credit.ts";
export { sumOpen as creditLeft } from "./credits/store.ts";
export { chargeUsage } from "./ledger/charge-usage.ts";
