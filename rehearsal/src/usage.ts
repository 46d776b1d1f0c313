import { newId, type Random } from "@millrace/kernel";
import type { UsageRecord } from "@millrace/metering";
import { type Currency, MODELS, type ModelName, pricePico, tariff } from "./tariff.ts";

const OUTCOMES = ["answered", "answered", "answered", "answered", "cancelled", "failed"] as const;

export type UsingTeam = {
  teamId: string;
  keyId: string;
  deploymentIds: Record<ModelName, string>;
  size: number;
};

/** One request of a team at some moment of a day. */
export function drawRecord(random: Random, team: UsingTeam, day: Date): UsageRecord {
  const modelName = MODELS[Math.floor(random() * MODELS.length)] ?? "words";
  const inputTokens = modelName === "words" ? Math.floor(random() ** 3 * 9_000_000 * team.size) : 0;
  return {
    teamId: team.teamId,
    id: newId(),
    at: new Date(day.getTime() + Math.floor(random() * 86_400_000)),
    nodeId: NODE_ID,
    keyId: team.keyId,
    deploymentId: team.deploymentIds[modelName],
    modelName,
    modelVersionId: VERSION_ID,
    task: modelName === "words" ? "feature-extraction" : "image-classification",
    outcome: OUTCOMES[Math.floor(random() * OUTCOMES.length)] ?? "answered",
    inputs: 1,
    inputTokens,
    cachedInputTokens: Math.floor(inputTokens * random() * 0.3),
    outputTokens: modelName === "words" ? Math.floor(random() * 200_000) : 0,
    holderId: null,
    queueUs: 0,
    computeUs: 1_000,
    totalUs: 1_200,
    batchRows: 1,
  };
}

const NODE_ID = newId();
const VERSION_ID = newId();

/**
 * What a record costs, by the words of the rule and nothing of the product's code: an answer for itself and its tokens, a
 * cancelled request for its tokens, a failed one for nothing, at the price in force when it was made.
 */
export function expectedPico(
  record: UsageRecord,
  { currency, year }: { currency: Currency; year: number },
): bigint {
  if (record.outcome === "failed") return 0n;
  const versions = tariff(year).filter(
    ({ modelName, from }) => modelName === record.modelName && from <= record.at,
  );
  const rates = versions.at(-1)?.rates ?? [];
  const counted: Record<string, bigint> = {
    request: record.outcome === "answered" ? 1n : 0n,
    input_token: BigInt(record.inputTokens - record.cachedInputTokens),
    cached_input_token: BigInt(record.cachedInputTokens),
    output_token: BigInt(record.outputTokens),
  };
  return rates.reduce(
    (sum, { unit, pricePico: base }) => sum + (counted[unit] ?? 0n) * pricePico(currency, base),
    0n,
  );
}
