import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { newId } from "@millrace/kernel";
import { publishPrice } from "@millrace/prices";
import { createLog } from "@millrace/telemetry";
import { effort, fakeClock, makeTeam, testDatabase } from "@millrace/testing";
import fc from "fast-check";
import { afterAll, expect, test } from "vitest";
import { exampleRecord } from "./example-record.ts";
import { usageTotals } from "./index.ts";
import { openSpool } from "./spool/open-spool.ts";
import { storeUsage } from "./store-usage.ts";
import type { UsageRecord } from "./usage-record.ts";

const SEED = 20_261_201;
const RUNS = 100 * effort();
const INTEGER_MAX = 2_147_483_647;
const TOKEN_PICO_MAX = 10n ** 9n;
const REQUEST_PICO_MAX = 10n ** 15n;
const NOON = new Date("2026-01-15T12:00:00Z");
const DAY_MS = 86_400_000;

const db = await testDatabase();
const ctx = { database: db.database, clock: fakeClock(NOON) };
const folder = await mkdtemp(join(tmpdir(), "millrace-bounds-"));
const spool = await openSpool(folder, { log: createLog({ service: "test" }, { write: () => {} }) });
afterAll(async () => {
  await spool.close();
  await rm(folder, { recursive: true });
});

const quantity = fc.oneof(
  fc.constantFrom(
    -INTEGER_MAX,
    -1,
    0,
    1,
    0.5,
    Number.NaN,
    INTEGER_MAX,
    INTEGER_MAX + 1,
    Number.POSITIVE_INFINITY,
  ),
  fc.nat({ max: INTEGER_MAX }),
);
const measured = fc.record({
  inputs: quantity,
  inputTokens: quantity,
  cachedInputTokens: quantity,
  outputTokens: quantity,
  batchRows: quantity,
  at: fc.date({ min: new Date("1960-01-01T00:00:00Z"), max: new Date("+012000-01-01T00:00:00Z") }),
});

function isWhole(value: number): boolean {
  return Number.isInteger(value) && value >= 0 && value <= INTEGER_MAX;
}

test(
  "whatever a node measured is written down as it is, or refused before anything is",
  async () => {
    await fc.assert(
      fc.asyncProperty(measured, async ({ at, ...quantities }) => {
        const record = exampleRecord({ at, ...quantities });
        const isDate = at.getTime() >= 0 && at.getTime() < Date.UTC(10_000, 0);
        const outcome = await spool.append(record).then(
          () => "written",
          (error: unknown) => Reflect.get(Object(error), "code"),
        );
        const isSound = isDate && Object.values(quantities).every(isWhole);
        expect(outcome).toBe(isSound ? "written" : "metering.record_invalid");
        if (isSound) expect((await spool.take(1)).records).toEqual([record]);
      }),
      { numRuns: 10 * RUNS, seed: SEED },
    );
  },
  60_000 * effort(),
);

const used = fc.record({
  inputTokens: fc.oneof(fc.constant(INTEGER_MAX), fc.nat({ max: INTEGER_MAX })),
  cachedInputTokens: fc.oneof(fc.constant(INTEGER_MAX), fc.constant(0), fc.nat({ max: INTEGER_MAX })),
  outputTokens: fc.oneof(fc.constant(INTEGER_MAX), fc.constant(0)),
  outcome: fc.constantFrom("answered" as const, "failed" as const, "cancelled" as const),
  // A node's clock may be a day ahead or behind.
  ageMs: fc.integer({ min: -DAY_MS, max: DAY_MS }),
});
const price = (max: bigint) => fc.oneof(fc.constantFrom(0n, 1n, max), fc.bigInt({ min: 0n, max }));

test(
  "however much is used, at whatever price and in whatever currency: sums are exact, and nothing is too large",
  async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom("USD", "JPY", "VND", "KWD", "ISK"),
        fc.record({
          input: price(TOKEN_PICO_MAX),
          cached: price(TOKEN_PICO_MAX),
          request: price(REQUEST_PICO_MAX),
        }),
        fc.array(used, { minLength: 1, maxLength: 20 }),
        async (currency, { input, cached, request }, uses) => {
          const team = await makeTeam(db, ctx.clock);
          await db.sql("UPDATE teams SET currency = $2 WHERE id = $1", [team.teamId, currency]);
          const modelName = `model-${newId()}`;
          await publishPrice(ctx, {
            ...{ modelName, currency, effectiveFrom: new Date(0) },
            rates: [
              { unit: "input_token", pricePico: input },
              { unit: "cached_input_token", pricePico: cached },
              { unit: "output_token", pricePico: input },
              { unit: "request", pricePico: request },
            ],
          });
          const places = { teamId: team.teamId, modelName, keyId: newId(), deploymentId: newId() };
          const records = uses.map(({ ageMs, ...rest }) =>
            exampleRecord({ ...places, ...rest, at: new Date(NOON.getTime() + ageMs) }),
          );
          await storeUsage(ctx, records);
          const [from, to] = [new Date(NOON.getTime() - 2 * DAY_MS), new Date(NOON.getTime() + 2 * DAY_MS)];
          const { amountPico } = await usageTotals(team.as("owner"), { from, to });
          expect(amountPico).toBe(records.reduce((sum, record) => sum + charged(record), 0n));

          function charged({ outcome, ...tokens }: UsageRecord): bigint {
            if (outcome === "failed") return 0n;
            const known = BigInt(Math.min(tokens.cachedInputTokens, tokens.inputTokens));
            const computed = BigInt(tokens.inputTokens) - known + BigInt(tokens.outputTokens);
            return computed * input + known * cached + (outcome === "answered" ? request : 0n);
          }
        },
      ),
      { numRuns: RUNS, seed: SEED },
    );
  },
  60_000 * effort(),
);
