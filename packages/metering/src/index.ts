export type { Alongside, ChargedRecord } from "./charged-record.ts";
export {
  type ComparedGroup,
  type ExploredUsage,
  type ExploreUsageInput,
  exploreUsage,
} from "./reading/explore-usage.ts";
export { exportRequests } from "./reading/export-requests.ts";
export { exportUsage } from "./reading/export-usage.ts";
export { forecastUsage } from "./reading/forecast-usage.ts";
export { getRequest } from "./reading/get-request.ts";
export { latency } from "./reading/latency.ts";
export { type ListRequestsInput, listRequests, type RequestPage } from "./reading/list-requests.ts";
export type { Latency } from "./reading/store-requests.ts";
export { type UsageGroup, usageBy } from "./reading/usage-by.ts";
export {
  BUCKETS,
  type Bucket,
  GROUPINGS,
  type Grouping,
  MEASURES,
  type Measure,
  NOBODY,
  SERVICE_KEYS,
  type UsageFilter,
  type UsageThings,
  usageFilterSchema,
} from "./reading/usage-filter.ts";
export type { UsageRequest } from "./reading/usage-request.ts";
export { OTHER_GROUPS, type UsagePoint, type UsageSeriesInput, usageSeries } from "./reading/usage-series.ts";
export type { UsageSum } from "./reading/usage-sum.ts";
export { type UsageTotals, usageTotals } from "./reading/usage-totals.ts";
export { type Billed, billable } from "./rules/billable.ts";
export { readCursor, writeCursor } from "./rules/cursor.ts";
export type { Forecast } from "./rules/forecast-month.ts";
export type { ExportFormat } from "./rules/write-usage.ts";
export { openSpool, type SpoolOptions } from "./spool/open-spool.ts";
export type { Batch, Spool, SpoolState, SpoolStatus } from "./spool/spool.ts";
export { type Shipper, startShipper } from "./start-shipper.ts";
export { type StoredUsage, storeUsage } from "./store-usage.ts";
export { OUTCOMES, type Outcome, type UsageRecord, usageRecordSchema } from "./usage-record.ts";
export { type PreviewedTeam, type PricePreview, previewPrice } from "./what-if/preview-price.ts";
