import { newId } from "@millrace/kernel";
import type { UsageRecord } from "./usage-record.ts";

/** A record for tests: an answered request of 12 tokens, unless told otherwise. */
export function exampleRecord(changes: Partial<UsageRecord> = {}): UsageRecord {
  return {
    teamId: newId(),
    id: newId(),
    at: new Date("2026-01-15T10:00:00Z"),
    nodeId: newId(),
    keyId: newId(),
    deploymentId: newId(),
    modelName: "millrace-embed",
    modelVersionId: newId(),
    task: "feature-extraction",
    outcome: "answered",
    inputs: 1,
    inputTokens: 12,
    cachedInputTokens: 0,
    outputTokens: 0,
    holderId: null,
    queueUs: 300,
    computeUs: 4_000,
    totalUs: 4_800,
    batchRows: 8,
    ...changes,
  };
}
