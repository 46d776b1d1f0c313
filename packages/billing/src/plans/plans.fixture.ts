import type { Context } from "@millrace/db";
import { publishPlan } from "@millrace/prices";
import { fakeClock } from "@millrace/testing";
import { at, type BilledTeam, billedTeam, db } from "../billing.fixture.ts";
import { minorToPico } from "../index.ts";

type Terms = { feeMinor?: bigint; includedMinor?: bigint; minimumMinor?: bigint };

let made = 0;

/** A plan in USD that is offered since 2025, under a name of its own. */
export async function offerPlan({
  feeMinor = 0n,
  includedMinor = 0n,
  minimumMinor = 0n,
}: Terms = {}): Promise<string> {
  made++;
  const planName = `plan-${made}`;
  await publishPlan(
    { database: db.database, clock: fakeClock() },
    {
      ...{
        planName,
        title: `Plan ${made}`,
        currency: "USD",
        effectiveFrom: new Date("2025-01-01T00:00:00Z"),
      },
      ...{ feeMinor, includedPico: minorToPico(includedMinor, "USD"), minimumMinor, isOffered: true },
    },
  );
  return planName;
}

/** Acts for a team at a moment. */
export function actingAt(team: BilledTeam, moment: Date, role = "owner"): Context {
  return { ...team.as(role), clock: fakeClock(moment) };
}

export { at, type BilledTeam, billedTeam, db };

/** A team's phases, as `plan start end`. */
export async function phasesOf({ teamId }: BilledTeam): Promise<string[]> {
  const rows = await db.sql(
    "SELECT plan_name, starts_at, ends_at FROM subscription_phases WHERE team_id = $1 ORDER BY starts_at",
    [teamId],
  );
  const day = (value: unknown) => (value instanceof Date ? value.toISOString().slice(0, 10) : "…");
  return rows.map((row) => `${row.plan_name} ${day(row.starts_at)} ${day(row.ends_at)}`);
}

/** Credit that came with plans: cents, and from when. */
export async function includedOf({ teamId }: BilledTeam): Promise<string[]> {
  const rows = await db.sql(
    `SELECT round(amount_pico / 1e10, 2)::float AS cents, effective_at, expires_at FROM credit_grants
     WHERE team_id = $1 AND operation_id LIKE 'plan:%' ORDER BY effective_at`,
    [teamId],
  );
  return rows.map(
    ({ cents, effective_at, expires_at }) =>
      `${cents} ${new Date(effective_at as Date).toISOString().slice(0, 10)} ${new Date(expires_at as Date).toISOString().slice(0, 10)}`,
  );
}
