import type { Log, Metrics } from "@millrace/telemetry";

/** What was done about a database that was found restored. */
export type Restored = {
  /** How many records are sent again. */
  records: number;
  /** The moment of the oldest of them; null when they are only of teams that are gone. */
  from: Date | null;
  /** Whether records from before that moment may be lost. */
  isLossLikely: boolean;
};

/** Tells operators, in the log and in counters. */
export function createRestoredReport(log: Log, metrics: Metrics | undefined): (restored: Restored) => void {
  const restored = metrics?.counter(
    "millrace_usage_database_restored_total",
    "Times that the database lacked acknowledged usage.",
  );
  const sentAgain = metrics?.counter(
    "millrace_usage_sent_again_total",
    "Kept records that were sent to a restored database.",
  );
  const lost = metrics?.counter(
    "millrace_usage_lost_total",
    "Times that a restored database lacked more than was kept.",
  );
  return ({ records, from, isLossLikely }) => {
    restored?.add({});
    sentAgain?.add({}, records);
    log.error(
      { records, from },
      "The database lacks usage that it had acknowledged: it was restored to an earlier state. All that is kept is sent again",
    );
    if (!isLossLikely) return;
    lost?.add({});
    log.error(
      { before: from },
      "Usage of before this moment cannot be sent again, as it is kept no longer. Recover the database to its last commit if its log still exists; otherwise what the database lacks of that time has to be charged by hand",
    );
  };
}
