import type { AuditSnapshot } from "@millrace/audit";
import type { Limit } from "./limit.ts";

/** A limit as the audit log keeps it. */
export function recordOf({ scope, scopeId, measure, period, value, raise, ...limit }: Limit): AuditSnapshot {
  const { notifyAt, throttleAt } = limit;
  const plain = { scope, scopeId, measure, period, value: value.toString(), notifyAt, throttleAt };
  if (raise === null) return plain;
  return {
    ...plain,
    raisedTo: raise.value.toString(),
    until: raise.until.toISOString(),
    reason: raise.reason,
  };
}
