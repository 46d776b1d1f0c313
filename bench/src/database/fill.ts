export type Fill = { teams: number; recordsPerTeam: number; days: number };

/** An id that is the same for the same things in every run. */
const id = (text: string) => `md5(${text})::uuid`;
const team = id("'team ' || t");

/**
 * Teams with 8 deployments and 12 keys each, usage records spread over the days up to now, and the hours that they add
 * up to. Parameters: teams, records a team, days.
 */
export const FILL: readonly string[] = [
  `INSERT INTO teams (id, handle, name)
   SELECT ${team}, 'bench-' || lpad(t::text, 6, '0'), 'Team ' || t FROM generate_series(1, $1::int) t`,
  `INSERT INTO models (name, title, summary, task, license) SELECT 'embed', 'Embed', 's', 'feature-extraction', 'mit' WHERE $1::int > 0`,
  `INSERT INTO model_versions (id, model_name, digest, folder, size_bytes, parameter_count, tokens_max, labels, languages, card)
   SELECT ${id("'version'")}, 'embed', 'sha256:0', 'embed', 1, 1, 256, '{}', '{}', 'card' WHERE $1::int > 0`,
  `INSERT INTO deployments (team_id, id, name, model_version_id, model_name, task, wanted, replicas, threads_per_replica,
     memory_bytes_max, batch_tokens_max, batch_rows_max, queue_requests_max)
   SELECT ${team}, ${id("'deployment ' || t || ' ' || d")}, 'embed-' || d, ${id("'version'")}, 'embed', 'feature-extraction',
     'running', 1, 1, 1073741824, 4096, 64, 512
   FROM generate_series(1, $1::int) t, generate_series(1, 8) d`,
  `INSERT INTO api_keys (team_id, id, name, prefix, last_four, hash)
   SELECT ${team}, ${id("'key ' || t || ' ' || k")}, 'Key ' || k, 'mr_live_', 'abcd', sha256(('key ' || t || ' ' || k)::bytea)
   FROM generate_series(1, $1::int) t, generate_series(1, 12) k`,
  `INSERT INTO usage_records (team_id, id, at, node_id, key_id, deployment_id, model_name, model_version_id, task, outcome,
     inputs, input_tokens, currency, amount_pico, queue_us, compute_us, total_us, batch_rows, payload_hash)
   SELECT ${team}, ${id("'record ' || t || ' ' || r")}, now() - make_interval(secs => r * $3::float * 86400 / $2::int),
     ${id("'node'")}, ${id("'key ' || t || ' ' || (1 + r % 12)")}, ${id("'deployment ' || t || ' ' || (1 + r % 8)")}, 'embed',
     ${id("'version'")}, 'feature-extraction', CASE WHEN r % 50 = 0 THEN 'failed' ELSE 'answered' END,
     1, 14, 'USD', 280000, 100 + r % 900, 400 + r % 300, 800 + r % 1500, 4, '\\x00'
   FROM generate_series(1, $1::int) t, generate_series(1, $2::int) r`,
  `INSERT INTO usage_hours (team_id, hour, deployment_id, key_id, model_name, outcome, requests, inputs, input_tokens, amount_pico,
     queue_us, compute_us, total_us, last_at)
   SELECT team_id, date_trunc('hour', at), deployment_id, key_id, model_name, outcome, count(*), sum(inputs), sum(input_tokens),
     sum(amount_pico), sum(queue_us), sum(compute_us), sum(total_us), max(at)
   FROM usage_records WHERE $1::int > 0 GROUP BY 1, 2, 3, 4, 5, 6`,
  `INSERT INTO usage_days (team_id, day, deployment_id, key_id, model_name, outcome, requests, inputs, input_tokens, amount_pico,
     queue_us, compute_us, total_us, last_at)
   SELECT team_id, date_trunc('day', at), deployment_id, key_id, model_name, outcome, count(*), sum(inputs), sum(input_tokens),
     sum(amount_pico), sum(queue_us), sum(compute_us), sum(total_us), max(at)
   FROM usage_records WHERE $1::int > 0 GROUP BY 1, 2, 3, 4, 5, 6`,
];
