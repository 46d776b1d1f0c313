import { newId } from "@millrace/kernel";
import { createLog } from "@millrace/telemetry";
import { fakeClock, makeTeam, testDatabase } from "@millrace/testing";
import { expect, test, vi } from "vitest";
import { keepBooks } from "./keep-books.ts";

const WAIT = { timeout: 10_000, interval: 50 };
const db = await testDatabase();
const clock = fakeClock(new Date("2026-02-10T00:00:00Z"));

function start() {
  const lines: string[] = [];
  const log = createLog({ service: "controller" }, { write: (line) => lines.push(line) });
  return { stop: keepBooks({ database: db.database, clock, taxRates: [], log }), lines };
}

/** A charge of a dollar in January, for records that are there or not. */
async function charge(teamId: string, hasRecord: boolean): Promise<void> {
  const [id, versionId] = [newId(), newId()];
  await db.sql(
    `INSERT INTO ledger_entries (team_id, id, at, kind, currency, debit, credit, amount_pico, operation_id)
     VALUES ($1, $2::uuid, '2026-01-15Z', 'charge', 'USD', 'receivable', 'revenue', 1e12, $2::text)`,
    [teamId, id],
  );
  if (!hasRecord) return;
  await db.sql(
    `INSERT INTO price_versions (id, model_name, currency, effective_from) VALUES ($1::uuid, $1::text, 'USD', '2026-01-01Z')`,
    [versionId],
  );
  await db.sql("INSERT INTO price_rates (price_version_id, unit, price_pico) VALUES ($1, 'request', 1e12)", [
    versionId,
  ]);
  await db.sql(
    `INSERT INTO usage_records (team_id, id, at, node_id, key_id, deployment_id, model_name, model_version_id, task, outcome, inputs,
       input_tokens, charge_id, price_version_id, currency, amount_pico, queue_us, compute_us, total_us, batch_rows, payload_hash)
     VALUES ($1, $2, '2026-01-15Z', $2, $2, $2, 'm', $2, 't', 'answered', 1, 1, $2, $3, 'USD', 1e12, 0, 0, 0, 1, '')`,
    [teamId, id, versionId],
  );
}

test("a month that is over is invoiced, credit that expired is gone, and leases of dead nodes are free", async () => {
  const { teamId } = await makeTeam(db, clock);
  await charge(teamId, true);
  const id = newId();
  await db.sql(
    `INSERT INTO credit_grants (team_id, id, kind, name, currency, amount_pico, effective_at, expires_at, operation_id, created_at)
     VALUES ($1, $2::uuid, 'paid', 'Pack', 'USD', 5, '2026-01-01Z', '2026-02-01Z', $2::text, now())`,
    [teamId, id],
  );
  await db.sql(
    `INSERT INTO quota_leases (team_id, scope, scope_id, measure, period, starts_at, holder_id, node_id, granted, opened_at, answered_at)
     VALUES ($1, 'team', $1, 'spend', 'total', 'epoch', $2, $2, 1, now(), now() - interval '1 day')`,
    [teamId, id],
  );
  const { stop, lines } = start();
  await vi.waitFor(async () => {
    expect(await db.sql("SELECT number, total_minor FROM invoices WHERE team_id = $1", [teamId])).toEqual([
      { number: "MR-000001", total_minor: "100" },
    ]);
    expect(await db.sql("SELECT used_pico FROM credit_grants WHERE id = $1", [id])).toEqual([
      { used_pico: "5" },
    ]);
    expect(await db.sql("SELECT 1 FROM quota_leases")).toEqual([]);
  }, WAIT);
  await stop();
  expect(lines.join("")).toContain("MR-000001");
});

test("a plan is taken into the month that began, with its credit", async () => {
  const { teamId } = await makeTeam(db, clock);
  await db.sql(
    `INSERT INTO plan_versions (id, plan_name, title, currency, effective_from, fee_minor, included_pico)
     VALUES ($1, 'pro', 'Pro', 'USD', '2026-01-01Z', 0, 7)`,
    [newId()],
  );
  const id = newId();
  await db.sql(
    `INSERT INTO subscriptions (team_id, id, state, plan_name, provider, current_period_start, current_period_end, started_at, updated_at)
     VALUES ($1, $2, 'active', 'pro', 'none', '2026-01-01Z', '2026-02-01Z', '2026-01-01Z', now())`,
    [teamId, id],
  );
  await db.sql(
    "INSERT INTO subscription_phases (team_id, subscription_id, starts_at, plan_name) VALUES ($1, $2, '2026-01-01Z', 'pro')",
    [teamId, id],
  );
  const { stop } = start();
  await vi.waitFor(async () => {
    expect(await db.sql("SELECT current_period_end FROM subscriptions WHERE id = $1", [id])).toEqual([
      { current_period_end: new Date("2026-03-01T00:00:00Z") },
    ]);
    expect(await db.sql("SELECT 1 FROM credit_grants WHERE team_id = $1", [teamId])).toHaveLength(2);
  }, WAIT);
  await stop();
});

test("an invoice that cannot be closed is said, with its team, and holds up nobody else's", async () => {
  const [broken, whole] = [await makeTeam(db, clock), await makeTeam(db, clock)];
  await charge(broken.teamId, false);
  await charge(whole.teamId, true);
  const { stop, lines } = start();
  await vi.waitFor(async () => {
    expect(
      await db.sql("SELECT 1 FROM invoices WHERE team_id = $1 AND state = 'open'", [whole.teamId]),
    ).toHaveLength(1);
    expect(lines.join("")).toContain("billing.charges_differ");
  }, WAIT);
  await stop();
  expect(lines.filter((line) => line.includes("cannot be closed"))).toEqual([
    expect.stringContaining(`"teamId":"${broken.teamId}"`),
  ]);
});
