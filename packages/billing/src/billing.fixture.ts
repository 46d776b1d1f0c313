import { NO_ORIGIN, newId } from "@millrace/kernel";
import { storeUsage, type UsageRecord } from "@millrace/metering";
import type { Session } from "@millrace/people";
import { publishPrice, type Unit } from "@millrace/prices";
import { countUsage } from "@millrace/quotas";
import { type FakeClock, fakeClock, makeTeam, type TestTeam, testDatabase } from "@millrace/testing";
import { chargeUsage } from "./index.ts";

export const db = await testDatabase();

/** Of all models of the tests: a cent for a million input tokens, and a tenth of it for cached ones. */
export const MODEL = "millrace-embed";
const RATES: { unit: Unit; pricePico: bigint }[] = [
  { unit: "input_token", pricePico: 10_000n },
  { unit: "cached_input_token", pricePico: 1_000n },
];
await publishPrice(
  { database: db.database, clock: fakeClock() },
  { modelName: MODEL, currency: "USD", effectiveFrom: new Date("2025-01-01T00:00:00Z"), rates: RATES },
);

export const JANUARY = new Date("2026-01-20T12:00:00Z");
export const FEBRUARY = new Date("2026-02-20T12:00:00Z");
/** When January may be closed. */
export const FEBRUARY_FIRST = new Date("2026-02-01T02:00:00Z");
export const MARCH_FIRST = new Date("2026-03-01T02:00:00Z");

export function at(moment: Date) {
  return { database: db.database, clock: fakeClock(moment), taxRates: [] };
}

export type BilledTeam = TestTeam & { deploymentId: string; keyId: string };

export async function billedTeam(clock: FakeClock = fakeClock()): Promise<BilledTeam> {
  return { ...(await makeTeam(db, clock)), deploymentId: newId(), keyId: newId() };
}

/** An answered request of so many tokens. */
export function requestOf(
  { teamId, deploymentId, keyId }: BilledTeam,
  changes: Partial<UsageRecord> = {},
): UsageRecord {
  return {
    ...{ teamId, deploymentId, keyId, id: newId(), at: JANUARY, nodeId: newId() },
    ...{ modelName: MODEL, modelVersionId: newId(), task: "feature-extraction", outcome: "answered" },
    ...{ inputs: 1, inputTokens: 1_000_000, cachedInputTokens: 0, outputTokens: 0, holderId: null },
    ...{ queueUs: 0, computeUs: 0, totalUs: 0, batchRows: 1 },
    ...changes,
  };
}

/** Stores usage as the service does: counted and charged in one transaction. */
export async function use(records: readonly UsageRecord[], moment: Date = JANUARY): Promise<void> {
  await storeUsage(at(moment), records, [countUsage, chargeUsage]);
}

export function operator(changes: Partial<Session> = {}): Session {
  return {
    id: newId(),
    person: { id: newId(), email: "operator@example.test", name: "Op" },
    method: "password",
    ssoTeamId: null,
    secondFactorAt: null,
    provedAt: new Date(),
    isOperator: true,
    origin: { ...NO_ORIGIN, address: "203.0.113.7" },
    ...changes,
  };
}

/** The verbs that the team's log holds, oldest first. */
export async function logOf({ teamId }: { teamId: string }): Promise<string[]> {
  const rows = await db.sql("SELECT verb FROM audit_entries WHERE team_id = $1 ORDER BY sequence", [teamId]);
  return rows.map(({ verb }) => String(verb));
}

/** What an account of a team holds, in cents: debits less credits. */
export async function balance({ teamId }: { teamId: string }, account: string): Promise<number> {
  const [row] = await db.sql(
    `SELECT coalesce(sum(CASE WHEN debit = $2 THEN amount_pico ELSE -amount_pico END), 0)::text AS pico
     FROM ledger_entries WHERE team_id = $1 AND $2 IN (debit, credit)`,
    [teamId, account],
  );
  return Number(row?.pico) / 1e10;
}
