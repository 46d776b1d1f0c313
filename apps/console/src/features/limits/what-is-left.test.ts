import type { FilledLimit } from "@millrace/quotas";
import { expect, test } from "vitest";
import { exampleLimit } from "./example-limit.fixture.ts";
import { whatIsLeft } from "./what-is-left.ts";

const month = { period: "month", freesAt: new Date("2026-02-01T00:00:00Z") } as const;
const total = { period: "total", freesAt: null } as const;
const now = { measure: "concurrency", period: "now", freesAt: null } as const;
const ids = (limits: readonly FilledLimit[]) => limits.map(({ id }) => id);

test("of each measure the limit counts that leaves least, whoever it is of and whatever its period", () => {
  const left = whatIsLeft([
    exampleLimit("of the key", { used: 4n }),
    exampleLimit("of the team", { scope: "team", effective: 100n, used: 95n }),
    exampleLimit("of the month", { ...month, effective: 1_000n, used: 1n }),
    exampleLimit("money", { measure: "spend", effective: 3n }),
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
    day: exampleLimit("day", { used: 10n }),
    month: exampleLimit("month", { ...month, reserved: 10n }),
    total: exampleLimit("total", { ...total, used: 11n }),
    now: exampleLimit("now", { ...now, reserved: 10n }),
  };
  const left = whatIsLeft([
    exampleLimit("open", { effective: 50n }),
    ...full.flatMap((id) => limits[id] ?? []),
  ]);
  expect(left.full?.id).toBe(told);
});

test("a deployment is told of only where it leaves less than the rest, and not while nothing passes", () => {
  const onIt = { scope: "deployment", scopeId: "embed" } as const;
  const elsewhere = { scope: "deployment", scopeId: "langid" } as const;
  const limits = [
    exampleLimit("of the key", { effective: 20n }),
    exampleLimit("less", { ...onIt, effective: 5n }),
    exampleLimit("more", { ...elsewhere, effective: 30n }),
  ];
  const [first, ...rest] = whatIsLeft(limits).onDeployments;
  expect(first && ids(first.tightest)).toEqual(["less"]);
  expect(rest).toEqual([]);
  expect(whatIsLeft([...limits, exampleLimit("full", { used: 10n })]).onDeployments).toEqual([]);
});

test("a full limit of one deployment stops that one alone", () => {
  const left = whatIsLeft([exampleLimit("its", { scope: "deployment", scopeId: "embed", used: 10n })]);
  expect(left.full).toBeNull();
  expect(left.onDeployments[0]?.full?.id).toBe("its");
});
