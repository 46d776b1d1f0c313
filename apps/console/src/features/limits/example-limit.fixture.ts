import type { FilledLimit } from "@millrace/quotas";

/** Ten requests a day of a key, none used. */
export function exampleLimit(id: string, parts: Partial<FilledLimit>): FilledLimit {
  return {
    id,
    ...{ scope: "key", scopeId: "key", subject: "k", measure: "requests", period: "day", notifyAt: [] },
    ...{ value: 10n, effective: 10n, used: 0n, reserved: 0n, raise: null, setBy: null },
    ...{ throttleAt: null, isThrottled: false, notices: [] },
    updatedAt: new Date(0),
    freesAt: new Date("2026-01-02T00:00:00Z"),
    ...parts,
  };
}
