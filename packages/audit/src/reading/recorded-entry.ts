import type { AuditSnapshot } from "../audit-entry.ts";

/** What stands in the log, for people to read. */
export type RecordedEntry = {
  id: string;
  /** 1, 2, 3, … in the team. */
  sequence: number;
  at: Date;
  /** Null for the system. */
  personId: string | null;
  actorLabel: string;
  /** What the actor was in the team at the time: a built-in role, or the id of one that the team made. */
  actorRole: string;
  address: string | null;
  verb: string;
  subjectType: string;
  subjectId: string;
  before: AuditSnapshot | null;
  after: AuditSnapshot | null;
  /** 64 hexadecimal digits. */
  hash: string;
};
