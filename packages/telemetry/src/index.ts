export { createLog, type Log, type LogFields, type LogLevel } from "./log.ts";
export { type Counter, createMetrics, type Histogram, type Metrics } from "./metrics.ts";
