import { randomUUID } from "node:crypto";
import type { Product } from "@millrace/testing";
import pg from "pg";

export type PastUsage = {
  requestId: string;
  /** The 15th of the month before the last (UTC), which is surely closed: the last one may not be over for two hours yet. */
  at: Date;
};

/** Two dollars for 100 million tokens. */
const TOKENS = 100_000_000;
const AMOUNT_PICO = 2_000_000_000_000;

/**
 * What storing usage leaves behind, for a request that a team made two months ago: put into the database, since no request can be
 * made in the past. The first model's own price holds for it.
 */
export async function addPastUsage({ databaseUrl }: Product, handle: string): Promise<PastUsage> {
  const now = new Date();
  const at = new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() - 2, 15, 12));
  const [requestId, chargeId, otherId] = [randomUUID(), randomUUID(), randomUUID()];
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    await client.query("BEGIN");
    await client.query(
      `INSERT INTO usage_records (team_id, id, at, node_id, key_id, deployment_id, model_name, model_version_id, task, outcome, inputs,
         input_tokens, charge_id, price_version_id, currency, amount_pico, queue_us, compute_us, total_us, batch_rows, payload_hash)
       SELECT t.id, $2, $3, $7, $7, $7, p.model_name, $7, 'feature-extraction', 'answered', 1,
         $4, $5, p.id, 'USD', $6, 100, 1000, 1200, 1, ''
       FROM teams t, price_versions p WHERE t.handle = $1 AND p.model_name = 'millrace-embed' AND p.currency = 'USD' AND p.team_id IS NULL`,
      [handle, requestId, at, TOKENS, chargeId, AMOUNT_PICO, otherId],
    );
    await client.query(
      `INSERT INTO usage_days (team_id, day, deployment_id, key_id, model_name, outcome, requests, inputs, input_tokens, amount_pico,
         queue_us, compute_us, total_us, last_at)
       SELECT team_id, date_trunc('day', at, 'UTC'), deployment_id, key_id, model_name, outcome, 1, inputs, input_tokens, amount_pico,
         queue_us, compute_us, total_us, at
       FROM usage_records WHERE id = $1`,
      [requestId],
    );
    await client.query(
      `INSERT INTO ledger_entries (team_id, id, at, kind, currency, debit, credit, amount_pico, operation_id)
       SELECT id, $2::uuid, $3, 'charge', 'USD', 'receivable', 'revenue', $4, 'charge:' || $2::text FROM teams WHERE handle = $1`,
      [handle, chargeId, at, AMOUNT_PICO],
    );
    await client.query(
      `INSERT INTO quota_counters (team_id, scope, scope_id, period, starts_at, requests, tokens, spend_pico)
       SELECT t.id, c.scope, CASE c.scope WHEN 'team' THEN t.id ELSE $2::uuid END, c.period,
         CASE c.period WHEN 'month' THEN date_trunc('month', $3::timestamptz, 'UTC') ELSE 'epoch' END, 1, $4, $5
       FROM teams t, (VALUES ('team', 'month'), ('team', 'total'), ('key', 'total'), ('deployment', 'total')) AS c (scope, period)
       WHERE t.handle = $1`,
      [handle, otherId, at, TOKENS, AMOUNT_PICO],
    );
    await client.query("COMMIT");
  } finally {
    await client.end();
  }
  return { requestId, at };
}
