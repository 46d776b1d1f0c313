import type { Context } from "@millrace/db";
import type { Actor } from "@millrace/kernel";

/**
 * What a verb gets that reads the log. Who may do what is decided in `teams`, which stands behind this package in the line:
 * its rule is handed in, and asked in the verb like everywhere.
 */
export type AuditReader = Context & {
  /** Throws unless the actor may. */
  requirePermission(actor: Actor, permission: "audit.read"): void;
};
