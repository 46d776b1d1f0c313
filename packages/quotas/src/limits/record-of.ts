import type { AuditSnapshot } from "@millrace/audit";
import type { Limit } from "./limit.ts";

/** A limit as the audit log keeps it. */
export function recordOf({ scope, scopeId, measure, period, value, notifyAt, raise }: Limit): AuditSnapshot {
  const limit = { scope, scopeId, measure, period, value: value.toString(), notifyAt };
  if (raise === null) return limit;
  return {
    ...limit,
    raisedTo: raise.value.toString(),
    until: raise.until.toISOString(),
    reason: raise.reason,
  };
}
