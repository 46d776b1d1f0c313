import { createHash } from "node:crypto";

/** What is said of a team that is gone. */
export type DeletionFacts = {
  teamId: string;
  at: Date;
  /** How many rows of each table went. */
  rows: Readonly<Record<string, number>>;
  /** Files of the team, and their bytes together. */
  files: number;
  fileBytes: number;
  /** The hash of the newest entry of the audit log, in hex; null for a team without any. */
  auditHash: string | null;
};

/**
 * The one text for the facts: a line each, tables by name, each line ended. What is said twice is said in the same bytes,
 * so that anybody can compute the proof again.
 */
export function deletionStatement({ teamId, at, rows, files, fileBytes, auditHash }: DeletionFacts): string {
  const tables = Object.keys(rows).sort();
  const lines = [
    "millrace team deletion 1",
    `team ${teamId}`,
    `at ${at.toISOString()}`,
    ...tables.map((table) => `rows ${table} ${rows[table]}`),
    `files ${files}`,
    `file-bytes ${fileBytes}`,
    `audit ${auditHash ?? "-"}`,
  ];
  return lines.map((line) => `${line}\n`).join("");
}

/** SHA-256 over the statement, in hex. */
export function proofOf(statement: string): string {
  return createHash("sha256").update(statement).digest("hex");
}
