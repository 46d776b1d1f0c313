export { openSpool, type SpoolOptions } from "./spool/open-spool.ts";
export type { Batch, Spool, SpoolState, SpoolStatus } from "./spool/spool.ts";
export { type Shipper, startShipper } from "./start-shipper.ts";
export { type StoredUsage, storeUsage } from "./store-usage.ts";
export { OUTCOMES, type Outcome, type UsageRecord, usageRecordSchema } from "./usage-record.ts";
