import { Prisma, type TeamTx } from "@millrace/db";
import { bucketOf, prepareReading, slices } from "./store-slices.ts";
import type { Measure, UsageFilter } from "./usage-filter.ts";
import { type SumRow, toSum, type UsageSum } from "./usage-sum.ts";

export type UsageTotal = UsageSum & {
  inputs: number;
  /** Those of the input tokens that nobody computed. */
  cachedInputTokens: number;
  queueMs: number;
  computeMs: number;
  totalMs: number;
};

type TotalRow = SumRow & {
  inputs: bigint;
  cachedInputTokens: bigint;
  queueMs: number;
  computeMs: number;
  totalMs: number;
};

export async function findCurrency(tx: TeamTx, teamId: string): Promise<string> {
  const { currency } = await tx.team.findUniqueOrThrow({ where: { id: teamId }, select: { currency: true } });
  return currency;
}

export async function sumAll(tx: TeamTx, teamId: string, filter: UsageFilter): Promise<UsageTotal> {
  await prepareReading(tx);
  const mean = (column: string) =>
    Prisma.sql`coalesce(sum(${Prisma.raw(column)}) / nullif(sum(requests), 0) / 1000, 0)::float8`;
  const [{ inputs, cachedInputTokens, ...row }] = await tx.$queryRaw<[TotalRow]>`
    SELECT coalesce(sum(requests), 0)::bigint AS requests, coalesce(sum(input_tokens), 0)::bigint AS "inputTokens",
      coalesce(sum(amount_pico), 0)::text AS "amountPico", coalesce(sum(inputs), 0)::bigint AS inputs,
      coalesce(sum(cached_input_tokens), 0)::bigint AS "cachedInputTokens", ${mean("queue_us")} AS "queueMs",
      ${mean("compute_us")} AS "computeMs", ${mean("total_us")} AS "totalMs"
    FROM (${slices(teamId, filter)}) AS usage`;
  return { ...row, ...toSum(row), inputs: Number(inputs), cachedInputTokens: Number(cachedInputTokens) };
}

const SUM: Record<Measure, Prisma.Sql> = {
  requests: Prisma.sql`sum(requests)`,
  tokens: Prisma.sql`sum(input_tokens)`,
  cost: Prisma.sql`sum(amount_pico)`,
};

/** Each UTC day on which there was something, oldest first. */
export async function sumDays(
  tx: TeamTx,
  teamId: string,
  { filter, measure }: { filter: UsageFilter; measure: Measure },
): Promise<{ day: Date; value: bigint }[]> {
  await prepareReading(tx);
  const rows = await tx.$queryRaw<{ day: Date; value: string }[]>`
    SELECT ${bucketOf("day", filter)} AS day, ${SUM[measure]}::text AS value
    FROM (${slices(teamId, filter)}) AS usage GROUP BY 1 ORDER BY 1`;
  return rows.map(({ day, value }) => ({ day, value: BigInt(value) }));
}
