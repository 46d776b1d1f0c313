import type { latency, usageTotals } from "@millrace/metering";
import type { FilledLimit } from "@millrace/quotas";
import type { StackedSeries } from "../charts/stack-series.ts";
import type { DeploymentRow } from "../deployments/deployment-row.ts";
import type { EvenBucket, Range } from "../range/range.ts";

export type OverviewScreenProps = {
  range: Range;
  rows: DeploymentRow[];
  totals: Awaited<ReturnType<typeof usageTotals>>;
  monthPico: bigint;
  monthStart: Date;
  latency: Awaited<ReturnType<typeof latency>>;
  chart: StackedSeries;
  bucket: EvenBucket;
  currency: string;
  apiUrl: string;
  canDeploy: boolean;
  /** Limits of the team that stop something now. */
  stopped: FilledLimit[];
};
