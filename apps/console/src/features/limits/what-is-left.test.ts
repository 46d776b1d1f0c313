import type { FilledLimit } from "@millrace/quotas";
import { expect, test } from "vitest";
import { whatIsLeft } from "./what-is-left.ts";

function limit(id: string, parts: Partial<FilledLimit>): FilledLimit {
  return {
    id,
    ...{ scope: "key", scopeId: "key", subject: "k", measure: "requests", period: "day", notifyAt: [] },
    ...{ value: 10n, effective: 10n, used: 0n, reserved: 0n, raise: null, setBy: null },
    updatedAt: new Date(0),
    freesAt: new Date("2026-01-02T00:00:00Z"),
    ...parts,
  };
}

const month = { period: "month", freesAt: new Date("2026-02-01T00:00:00Z") } as const;
const total = { period: "total", freesAt: null } as const;
const now = { measure: "concurrency", period: "now", freesAt: null } as const;
const ids = (limits: readonly FilledLimit[]) => limits.map(({ id }) => id);

test("of each measure the limit counts that leaves least, whoever it is of and whatever its period", () => {
  const left = whatIsLeft([
    limit("of the key", { used: 4n }),
    limit("of the team", { scope: "team", effective: 100n, used: 95n }),
    limit("of the month", { ...month, effective: 1_000n, used: 1n }),
    limit("money", { measure: "spend", effective: 3n }),
  ]);
  expect(left.full).toBeNull();
  expect(ids(left.tightest)).toEqual(["of the team", "money"]);
});

test.each([
  [["day", "month"], "month"],
  [["month", "total", "day"], "total"],
  [["now", "day"], "day"],
  [["now"], "now"],
])("of the full limits %j the one that frees last is told: %s", (full, told) => {
  const limits: Record<string, FilledLimit> = {
    day: limit("day", { used: 10n }),
    month: limit("month", { ...month, reserved: 10n }),
    total: limit("total", { ...total, used: 11n }),
    now: limit("now", { ...now, reserved: 10n }),
  };
  const left = whatIsLeft([limit("open", { effective: 50n }), ...full.flatMap((id) => limits[id] ?? [])]);
  expect(left.full?.id).toBe(told);
});

test("a deployment is told of only where it leaves less than the rest, and not while nothing passes", () => {
  const onIt = { scope: "deployment", scopeId: "embed" } as const;
  const elsewhere = { scope: "deployment", scopeId: "langid" } as const;
  const limits = [
    limit("of the key", { effective: 20n }),
    limit("less", { ...onIt, effective: 5n }),
    limit("more", { ...elsewhere, effective: 30n }),
  ];
  const [first, ...rest] = whatIsLeft(limits).onDeployments;
  expect(first && ids(first.tightest)).toEqual(["less"]);
  expect(rest).toEqual([]);
  expect(whatIsLeft([...limits, limit("full", { used: 10n })]).onDeployments).toEqual([]);
});

test("a full limit of one deployment stops that one alone", () => {
  const left = whatIsLeft([limit("its", { scope: "deployment", scopeId: "embed", used: 10n })]);
  expect(left.full).toBeNull();
  expect(left.onDeployments[0]?.full?.id).toBe("its");
});
