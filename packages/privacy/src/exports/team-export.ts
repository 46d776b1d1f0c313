/** After so long an export is removed; what it holds is in the database still. */
export const EXPORT_DAYS = 7;
/** Files are large, so a team has a few at most. */
export const EXPORTS_MAX = 5;

/** Why an export could not be made. */
export const EXPORT_FAILURES = ["no_space", "over_limit", "failed"] as const;
export type ExportFailure = (typeof EXPORT_FAILURES)[number];

/** All of a team's data as one file, made in the background. */
export type TeamExport = {
  id: string;
  requestedAt: Date;
  /** Null for somebody who is no member any more. */
  requestedBy: string | null;
  expiresAt: Date;
} & (
  | { state: "pending" }
  | { state: "failed"; reason: ExportFailure }
  | {
      state: "ready";
      finishedAt: Date;
      sizeBytes: number;
      /** SHA-256 of the file, in hex. */
      digest: string;
      /** Rows of each table in it. */
      counts: Record<string, number>;
    }
);
