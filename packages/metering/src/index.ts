export { openSpool, type SpoolOptions } from "./spool/open-spool.ts";
export type { Batch, Spool, SpoolState, SpoolStatus } from "./spool/spool.ts";
export { OUTCOMES, type Outcome, type UsageRecord, usageRecordSchema } from "./usage-record.ts";
