import { hash } from "node:crypto";
import { isUuid } from "@millrace/kernel";
import { z } from "zod";

export const OUTCOMES = ["answered", "failed", "cancelled"] as const;
export type Outcome = (typeof OUTCOMES)[number];
export const outcomeSchema = z.enum(OUTCOMES);

/** What an integer column of PostgreSQL holds. */
const INTEGER_MAX = 2_147_483_647;
const WORD = /^[a-z0-9][a-z0-9._-]{0,63}$/;
const YEAR_9999 = new Date("9999-12-31T23:59:59.999Z");

const id = z.string().refine(isUuid, "This is no id.");
const word = z.string().regex(WORD);
const count = z.int().nonnegative().max(INTEGER_MAX);
/** A duration is for people to read: it is rounded, and cut at 35 minutes rather than refused. */
const durationUs = z.number().transform((value) => Math.min(Math.max(Math.round(value), 0), INTEGER_MAX));

export const usageRecordSchema = z.object({
  teamId: id,
  /** The request's id, made by the node. */
  id,
  at: z.date().min(new Date(0)).max(YEAR_9999),
  nodeId: id,
  keyId: id,
  deploymentId: id,
  modelName: word,
  modelVersionId: id,
  /** As on the Hugging Face hub. */
  task: word,
  outcome: outcomeSchema,
  /** How many inputs the request had. */
  inputs: count,
  /** Tokens of the answered inputs, computed or cached. */
  inputTokens: count,
  /** Those of them that nobody computed, as the answer was known. Records from before there was a cache do not say. */
  cachedInputTokens: count.default(0),
  /** Tokens that the model made; 0 for models that make none. */
  outputTokens: count.default(0),
  /** The start of the service that reserved for it; null: nothing had to be reserved. */
  holderId: id.nullable().default(null),
  queueUs: durationUs,
  computeUs: durationUs,
  totalUs: durationUs,
  /** Rows of the batch that the request ran in. */
  batchRows: count,
});

/** What one request used: one per request that reached a replica. Says nothing about money. */
export type UsageRecord = z.infer<typeof usageRecordSchema>;

/**
 * The one way to write a record down: the same record is always the same text. What is absent is not written, so that what
 * was written before there was such a thing is still recognised as a repetition.
 */
export function encodeRecord(record: UsageRecord): string {
  const { teamId, id, nodeId, keyId, deploymentId, modelName, modelVersionId, task, outcome } = record;
  const {
    inputs,
    inputTokens,
    cachedInputTokens,
    outputTokens,
    holderId,
    queueUs,
    computeUs,
    totalUs,
    batchRows,
  } = record;
  return JSON.stringify({
    teamId,
    id,
    // As `JSON.stringify` writes a date, which costs it half of the time for the whole record.
    at: record.at.toISOString(),
    nodeId,
    keyId,
    deploymentId,
    modelName,
    modelVersionId,
    task,
    outcome,
    inputs,
    inputTokens,
    ...(cachedInputTokens === 0 ? {} : { cachedInputTokens }),
    ...(outputTokens === 0 ? {} : { outputTokens }),
    ...(holderId === null ? {} : { holderId }),
    queueUs,
    computeUs,
    totalUs,
    batchRows,
  });
}

const storedSchema = usageRecordSchema.extend({ at: z.iso.datetime().transform((text) => new Date(text)) });

/** Null for a text that is no record, whatever it is. */
export function decodeRecord(text: string): UsageRecord | null {
  try {
    return storedSchema.safeParse(JSON.parse(text)).data ?? null;
  } catch {
    return null;
  }
}

/** SHA-256 over the written record, in hex: tells a repetition from a conflict. */
export function payloadHash(payload: string): string {
  return hash("sha256", payload);
}
