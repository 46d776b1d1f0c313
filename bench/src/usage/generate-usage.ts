import { hash } from "node:crypto";
import type pg from "pg";

/** Of all rows, what each team has: one of them has half. */
const TEAM_SHARES = [0.5, 0.2, 0.15, 0.1, 0.05];
const MONTHS = 13;
const MEMBERS = 8;
const KEYS = 50;
const DEPLOYMENTS = 20;
const MODELS = 4;

export type Generation = {
  /** Usage records of all teams together. */
  rows: number;
  /** The same seed gives the same rows. */
  seed: number;
  /** The moment of the newest; the oldest is 13 months before it. */
  until: Date;
};

/** An id that is the same for the same things in every run. */
const id = (text: string) => `md5(${text})::uuid`;
const team = id("'usage team ' || t");
const deployment = id("'usage deployment ' || t || ' ' || d");
const key = id("'usage key ' || t || ' ' || k");
const member = (number: string) => id(`'usage member ' || t || ' ' || ${number}`);
const version = id("'usage version ' || m");

/** What the rows name: teams of 8 members with 50 keys, a fifth of them service keys, and 20 deployments of 4 models. */
const THINGS: readonly string[] = [
  `INSERT INTO models (name, title, summary, task, license)
   SELECT 'model-' || m, 'Model ' || m, 's', 'feature-extraction', 'mit' FROM generate_series(0, ${MODELS - 1}) m`,
  `INSERT INTO model_versions (id, model_name, digest, folder, size_bytes, parameter_count, tokens_max, labels, languages, card)
   SELECT ${version}, 'model-' || m, 'sha256:' || m, 'model-' || m, 1, 1, 256, '{}', '{}', 'card'
   FROM generate_series(0, ${MODELS - 1}) m`,
  `INSERT INTO teams (id, handle, name)
   SELECT ${team}, 'bench-' || lpad(t::text, 6, '0'), 'Team ' || t FROM generate_series(1, ${TEAM_SHARES.length}) t`,
  `INSERT INTO persons (id, email, name)
   SELECT ${member("p")}, 'member-' || t || '-' || p || '@example.test', 'Member ' || p
   FROM generate_series(1, ${TEAM_SHARES.length}) t, generate_series(1, ${MEMBERS}) p`,
  `INSERT INTO deployments (team_id, id, name, model_version_id, model_name, task, wanted, replicas, threads_per_replica,
     memory_bytes_max, batch_tokens_max, batch_rows_max, queue_requests_max)
   SELECT ${team}, ${deployment}, 'deployment-' || d, ${version}, 'model-' || m, 'feature-extraction', 'running', 1, 1, 1073741824,
     4096, 64, 512
   FROM generate_series(1, ${TEAM_SHARES.length}) t, generate_series(0, ${DEPLOYMENTS - 1}) d, LATERAL (SELECT d % ${MODELS} AS m) m`,
  `INSERT INTO api_keys (team_id, id, name, prefix, last_four, hash, created_by, is_service)
   SELECT ${team}, ${key}, 'Key ' || k, 'mr_live_', 'abcd', sha256(('usage key ' || t || ' ' || k)::bytea),
     ${member(`(1 + k % ${MEMBERS})`)}, k % 5 = 0
   FROM generate_series(1, ${TEAM_SHARES.length}) t, generate_series(0, ${KEYS - 1}) k`,
];

/**
 * How many requests each team has in each hour: twice as many at the end as at the beginning, few at night and at weekends.
 * Parameters: rows, until.
 */
const PLAN = `
  CREATE TEMP TABLE usage_plan AS
  WITH shares AS (SELECT t, share FROM unnest(ARRAY[${TEAM_SHARES}]::float8[]) WITH ORDINALITY AS shares (share, t)),
  hours AS (
    SELECT hour, (1 + n::float8 / count(*) OVER ()) * (0.25 + sin(pi() * extract(hour FROM hour AT TIME ZONE 'UTC') / 24) ^ 2)
        * CASE WHEN extract(isodow FROM hour AT TIME ZONE 'UTC') > 5 THEN 0.4 ELSE 1 END AS weight
    FROM generate_series(date_trunc('hour', $2::timestamptz) - interval '${MONTHS} months', date_trunc('hour', $2::timestamptz),
      interval '1 hour') WITH ORDINALITY AS hours (hour, n)),
  parts AS (SELECT hour, weight / sum(weight) OVER () AS part, sum(weight) OVER (ORDER BY hour) / sum(weight) OVER () AS upto FROM hours)
  SELECT t, hour, round($1 * share * (upto - part))::int AS first, round($1 * share * upto)::int AS upto FROM parts, shares`;

/** A number in 0 … 1 that is the same for the same row, purpose and seed. */
const chance = (purpose: number) =>
  `((hashint8extended(r * ${TEAM_SHARES.length + 1} + t, $3::bigint * 16 + ${purpose}) & 1073741823) / 1073741824.0::float8)`;

/**
 * The records of the hours in a span and what they add up to. A few keys make most requests, and each calls four deployments.
 * Parameters: from, to, seed.
 */
const USAGE = `
  WITH inserted AS (
    INSERT INTO usage_records (team_id, id, at, node_id, key_id, deployment_id, model_name, model_version_id, task, outcome, inputs,
      input_tokens, cached_input_tokens, currency, amount_pico, queue_us, compute_us, total_us, batch_rows, payload_hash, received_at)
    SELECT ${team}, (lpad(to_hex((extract(epoch FROM at) * 1000)::bigint), 12, '0') || '7' || substr(hash, 1, 3) || '8'
        || substr(hash, 4, 15))::uuid,
      at, ${id("'usage node'")}, ${key}, ${deployment}, 'model-' || m, ${version}, 'feature-extraction', outcome, 1, tokens,
      CASE WHEN cached THEN tokens ELSE 0 END, 'USD',
      CASE WHEN cached OR outcome = 'failed' THEN 0 ELSE tokens * 20000::bigint * (m + 1) END,
      queue_us, compute_us, queue_us + compute_us + 300, 4, decode(hash || hash, 'hex'), at + interval '1 second'
    FROM (
      SELECT t, r, date_trunc('milliseconds', hour + ${chance(0)} * interval '1 hour') AS at, k, d, d % ${MODELS} AS m,
        CASE WHEN ${chance(3)} < 0.015 THEN 'failed' WHEN ${chance(3)} < 0.025 THEN 'cancelled' ELSE 'answered' END AS outcome,
        (8 * exp(4 * ${chance(4)}))::int AS tokens, ${chance(5)} < 0.1 AS cached,
        (200 + 2000 * ${chance(6)} ^ 4)::int AS queue_us, (900 + 9000 * ${chance(7)} ^ 3)::int AS compute_us,
        md5(t || ' ' || r || ' ' || $3::bigint) AS hash
      FROM (SELECT * FROM usage_plan WHERE hour >= $1::timestamptz AND hour < $2::timestamptz ORDER BY hour, t) AS plan,
        generate_series(first + 1, upto) r,
        LATERAL (SELECT floor(${KEYS} * ${chance(1)} ^ 2)::int AS k) k,
        LATERAL (SELECT (k * 7 + floor(4 * ${chance(2)} ^ 1.5)::int * 3) % ${DEPLOYMENTS} AS d) d) AS requests
    RETURNING *),
  rolled_up AS (
    INSERT INTO usage_hours (team_id, hour, deployment_id, key_id, model_name, outcome, requests, inputs, input_tokens,
      cached_input_tokens, amount_pico, queue_us, compute_us, total_us, last_at)
    SELECT team_id, date_trunc('hour', at, 'UTC'), deployment_id, key_id, model_name, outcome, count(*), sum(inputs),
      sum(input_tokens), sum(cached_input_tokens), sum(amount_pico), sum(queue_us), sum(compute_us), sum(total_us), max(at)
    FROM inserted GROUP BY 2, 1, 3, 4, 5, 6 ORDER BY 2, 1, 3, 4, 5, 6
    RETURNING 1),
  days AS (
    INSERT INTO usage_days (team_id, day, deployment_id, key_id, model_name, outcome, requests, inputs, input_tokens,
      cached_input_tokens, amount_pico, queue_us, compute_us, total_us, last_at)
    SELECT team_id, date_trunc('day', at, 'UTC'), deployment_id, key_id, model_name, outcome, count(*), sum(inputs),
      sum(input_tokens), sum(cached_input_tokens), sum(amount_pico), sum(queue_us), sum(compute_us), sum(total_us), max(at)
    FROM inserted GROUP BY 2, 1, 3, 4, 5, 6 ORDER BY 2, 1, 3, 4, 5, 6
    RETURNING 1)
  SELECT (SELECT count(*)::int FROM inserted) AS records, (SELECT count(*)::int FROM rolled_up) AS hours`;

/** The id of a thing that was generated; the first team is the largest, and key 0 of each is the busiest, key 49 the least. */
export function usageId(thing: "team" | "key" | "deployment" | "member", numbers: readonly number[]): string {
  const hex = hash("md5", ["usage", thing, ...numbers].join(" "));
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}

/** Fills a database as its owner, month by month, and returns how many records and hours there are then. */
export async function generateUsage(
  owner: pg.Client,
  { rows, seed, until }: Generation,
): Promise<{ records: number; hours: number }> {
  await owner.query("SET synchronous_commit = off; SET work_mem = '128MB'; SET timezone = 'UTC'");
  for (const statement of THINGS) await owner.query(statement);
  await owner.query(PLAN, [rows, until]);
  const { rows: months } = await owner.query<{ start: Date; end: Date }>(
    `SELECT month AS start, month + interval '1 month' AS end
     FROM (SELECT DISTINCT date_trunc('month', hour, 'UTC') AS month FROM usage_plan) AS months ORDER BY 1`,
  );
  const made = { records: 0, hours: 0 };
  for (const { start, end } of months) {
    const { rows: added } = await owner.query<typeof made>(USAGE, [start, end, seed]);
    made.records += added[0]?.records ?? 0;
    made.hours += added[0]?.hours ?? 0;
  }
  await owner.query("VACUUM ANALYZE");
  return made;
}
