import {
  type ClosingRound,
  type Collector,
  closeInvoices,
  expireCredit,
  keepPlans,
  type PlanRound,
  type TaxRate,
} from "@millrace/billing";
import type { SystemContext } from "@millrace/db";
import { every } from "@millrace/process";
import { expireLeases } from "@millrace/quotas";
import type { Log } from "@millrace/telemetry";

const ROUND_MS = 60_000;
/** A team that is served from its credit waits at most so long for what a new month brings. */
const PLANS_MS = 5_000;

type Work = SystemContext & {
  taxRates: readonly TaxRate[];
  /** Who collects invoices; absent: nobody does. */
  collector?: Collector;
  log: Log;
};

/**
 * Takes plans into a new month; each minute: closes months that are over, ends credit that has expired, frees what dead nodes
 * held. Returns what stops it.
 */
export function keepBooks({ log, ...ctx }: Work): () => Promise<void> {
  let failing = new Set<string>();
  let failingPlans = new Set<string>();

  /** A team whose invoice cannot be closed is said once, until it can. */
  function tell({ closed, failed }: ClosingRound): void {
    for (const invoice of closed) log.info({ ...invoice }, "invoice closed");
    for (const { teamId, error } of failed)
      if (!failing.has(teamId)) log.error({ teamId, error }, "the invoice of a team cannot be closed");
    failing = new Set(failed.map(({ teamId }) => teamId));
  }

  function tellPlans({ failed }: PlanRound): void {
    for (const { teamId, error } of failed)
      if (!failingPlans.has(teamId)) log.error({ teamId, error }, "the plan of a team cannot be kept");
    failingPlans = new Set(failed.map(({ teamId }) => teamId));
  }

  // Apart from each other, so that what fails holds up nothing else.
  const stops = [
    every(PLANS_MS, "keep plans", { log, work: async () => tellPlans(await keepPlans(ctx)) }),
    every(ROUND_MS, "close invoices", { log, work: async () => tell(await closeInvoices(ctx)) }),
    every(ROUND_MS, "expire credit", {
      log,
      work: async () => {
        const grants = await expireCredit(ctx);
        if (grants > 0) log.info({ grants }, "credit expired");
      },
    }),
    every(ROUND_MS, "expire leases", {
      log,
      work: async () => {
        const leases = await expireLeases(ctx);
        if (leases > 0) log.info({ leases }, "leases of silent nodes freed");
      },
    }),
  ];
  return async () => {
    await Promise.all(stops.map((stop) => stop()));
  };
}
