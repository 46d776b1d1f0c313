import { Prisma, type SystemTx } from "@millrace/db";
import type { ChargedRecord } from "./charged-record.ts";
import { encodeRecord, payloadHash } from "./usage-record.ts";

/** A lock that is held longer than this is somebody's mistake; the records wait in their spool meanwhile. */
const LOCK_TIMEOUT_MS = 2_000;

/** What a record in the database has beyond what its node sent. */
const ADDED_HERE = [
  "priceVersionId",
  "currency",
  "amountPico",
  "chargeId",
  "payloadHash",
  "receivedAt",
  "position",
];

/** The currencies of teams by id; one that is gone is absent. The others do not go before the transaction ends. */
export async function lockCurrencies(tx: SystemTx, teamIds: string[]): Promise<Map<string, string>> {
  const teams = await tx.$queryRaw<{ id: string; currency: string }[]>`
    SELECT id::text, currency FROM teams WHERE id = ANY(${teamIds}::uuid[]) ORDER BY id FOR KEY SHARE`;
  return new Map(teams.map(({ id, currency }) => [id, currency]));
}

export async function limitLockWaits(tx: SystemTx): Promise<void> {
  await tx.$executeRaw`SELECT set_config('lock_timeout', ${String(LOCK_TIMEOUT_MS)}, true)`;
}

/**
 * Adds the records that are not there yet, and to the rollups exactly those. Returns their teams and ids. One statement: rows are
 * locked in the order of their keys, so that two nodes never wait for each other in a circle.
 */
export async function insertRecords(tx: SystemTx, incoming: string): Promise<Set<string>> {
  const rows = await tx.$queryRaw<{ teamId: string; id: string }[]>`
    WITH inserted AS (
      INSERT INTO usage_records (
        team_id, id, at, node_id, key_id, deployment_id, model_name, model_version_id, task, outcome, inputs, input_tokens,
        cached_input_tokens, output_tokens, holder_id, queue_us, compute_us, total_us, batch_rows, price_version_id, currency,
        amount_pico, charge_id, payload_hash, received_at)
      SELECT
        "teamId", id, at, "nodeId", "keyId", "deploymentId", "modelName", "modelVersionId", task, outcome, inputs, "inputTokens",
        "cachedInputTokens", "outputTokens", "holderId", "queueUs", "computeUs", "totalUs", "batchRows", "priceVersionId", currency,
        "amountPico", "chargeId", "payloadHash", "receivedAt"
      FROM ${incomingRows(incoming)}
      ORDER BY "teamId", id, "position"
      ON CONFLICT (team_id, id) DO NOTHING
      RETURNING *
    ), hours AS (${rolledUp("hour")}), days AS (${rolledUp("day")})
    SELECT team_id::text AS "teamId", id::text AS id FROM inserted`;
  return new Set(rows.map(({ teamId, id }) => `${teamId} ${id}`));
}

/** Adds what was inserted to the rollup by hours or by days. */
function rolledUp(unit: "hour" | "day"): Prisma.Sql {
  const [table, start] = [Prisma.raw(`usage_${unit}s`), Prisma.raw(unit)];
  return Prisma.sql`
      INSERT INTO ${table} AS held (
        team_id, ${start}, deployment_id, key_id, model_name, outcome, requests, inputs, input_tokens,
        cached_input_tokens, output_tokens, amount_pico, queue_us, compute_us, total_us, last_at)
      SELECT
        team_id, date_trunc(${unit}, at, 'UTC'), deployment_id, key_id, model_name, outcome, count(*), sum(inputs),
        sum(input_tokens), sum(cached_input_tokens), sum(output_tokens), sum(amount_pico), sum(queue_us), sum(compute_us),
        sum(total_us), max(at)
      FROM inserted
      GROUP BY 1, 2, 3, 4, 5, 6
      ORDER BY 1, 2, 3, 4, 5, 6
      ON CONFLICT (team_id, ${start}, deployment_id, key_id, model_name, outcome) DO UPDATE SET
        requests = held.requests + excluded.requests,
        inputs = held.inputs + excluded.inputs,
        input_tokens = held.input_tokens + excluded.input_tokens,
        cached_input_tokens = held.cached_input_tokens + excluded.cached_input_tokens,
        output_tokens = held.output_tokens + excluded.output_tokens,
        amount_pico = held.amount_pico + excluded.amount_pico,
        queue_us = held.queue_us + excluded.queue_us,
        compute_us = held.compute_us + excluded.compute_us,
        total_us = held.total_us + excluded.total_us,
        last_at = greatest(held.last_at, excluded.last_at)`;
}

type Named = { teamId: string; id: string };

/** Which of these records are stored, in their order; those of teams that are gone are left out. */
export async function findStored<Record extends Named>(
  tx: SystemTx,
  records: readonly Record[],
): Promise<{ record: Record; isStored: boolean }[]> {
  const rows = await tx.$queryRaw<{ place: number; isStored: boolean }[]>`
    SELECT wanted.place::int AS place, stored.id IS NOT NULL AS "isStored"
    FROM unnest(${records.map(({ teamId }) => teamId)}::uuid[], ${records.map(({ id }) => id)}::uuid[])
      WITH ORDINALITY AS wanted (team_id, id, place)
    JOIN teams ON teams.id = wanted.team_id
    LEFT JOIN usage_records stored ON stored.team_id = wanted.team_id AND stored.id = wanted.id
    ORDER BY 1`;
  return rows.flatMap(({ place, isStored }) => {
    const record = records[place - 1];
    return record === undefined ? [] : [{ record, isStored }];
  });
}

/** Of these records, the ids of those that are stored with other contents, once each. */
export async function findDiffering(tx: SystemTx, incoming: string): Promise<string[]> {
  const rows = await tx.$queryRaw<{ id: string }[]>`
    SELECT incoming.id::text AS id
    FROM ${incomingRows(incoming)}
    JOIN usage_records stored ON stored.team_id = incoming."teamId" AND stored.id = incoming.id
    WHERE stored.payload_hash <> incoming."payloadHash"
    ORDER BY 1`;
  return rows.map(({ id }) => id);
}

/** What came under these ids with other contents than are stored is kept for a person to look at. */
export async function keepConflicts(tx: SystemTx, incoming: string, ids: readonly string[]): Promise<void> {
  await tx.$executeRaw`
    INSERT INTO usage_conflicts (team_id, record_id, payload_hash, payload, received_at)
    SELECT "teamId", incoming.id, "payloadHash", to_jsonb(incoming) - ${ADDED_HERE}::text[], "receivedAt"
    FROM ${incomingRows(incoming)}
    JOIN usage_records stored ON stored.team_id = incoming."teamId" AND stored.id = incoming.id
    WHERE stored.payload_hash <> incoming."payloadHash" AND incoming.id = ANY(${ids}::uuid[])
    ORDER BY 1, 2, 3
    ON CONFLICT DO NOTHING`;
}

/** Records as the one parameter that both statements read. Each is the text that was written down, and what is added here. */
export function toIncoming(records: readonly ChargedRecord[], receivedAt: Date): string {
  const received = receivedAt.toISOString();
  const rows = records.map((record, position) => {
    const payload = encodeRecord(record);
    const { cachedInputTokens, outputTokens, holderId, priceVersionId, currency, amountPico, chargeId } =
      record;
    const added = JSON.stringify({
      cachedInputTokens,
      outputTokens,
      holderId,
      chargeId,
      priceVersionId,
      currency,
      amountPico: amountPico.toString(),
      payloadHash: `\\x${payloadHash(payload)}`,
      receivedAt: received,
      position,
    });
    return `${payload.slice(0, -1)},${added.slice(1)}`;
  });
  return `[${rows.join()}]`;
}

function incomingRows(incoming: string): Prisma.Sql {
  return Prisma.sql`json_to_recordset(${incoming}::json) AS incoming (
    "teamId" uuid, id uuid, at timestamptz, "nodeId" uuid, "keyId" uuid, "deploymentId" uuid, "modelName" text,
    "modelVersionId" uuid, task text, outcome text, inputs int, "inputTokens" int, "cachedInputTokens" int,
    "outputTokens" int, "holderId" uuid, "chargeId" uuid, "queueUs" int, "computeUs" int, "totalUs" int, "batchRows" int, "priceVersionId" uuid, currency text, "amountPico" bigint, "payloadHash" bytea,
    "receivedAt" timestamptz, "position" int)`;
}
