import { Prisma, type SystemTx } from "@millrace/db";
import type { Period } from "@millrace/kernel";
import type { Quantities } from "@millrace/prices";

export type TeamMonth = {
  teamId: string;
  handle: string;
  name: string;
  quantities: Quantities;
  chargedPico: bigint;
};

type QuantityRow = { request: string; input_token: string; cached_input_token: string; output_token: string };

/** The rule of `billable`, added up over rows that each hold so many requests. */
function quantitySums(requests: Prisma.Sql): Prisma.Sql {
  const cached = Prisma.sql`least(u.cached_input_tokens, u.input_tokens)`;
  const sum = (quantity: Prisma.Sql, outcomes: string[]) =>
    Prisma.sql`coalesce(sum(${quantity}) FILTER (WHERE u.outcome = ANY(${outcomes})), 0)::text`;
  const computed = ["answered", "cancelled"];
  return Prisma.sql`${sum(requests, ["answered"])} AS request,
    ${sum(Prisma.sql`u.input_tokens - ${cached}`, computed)} AS input_token,
    ${sum(cached, computed)} AS cached_input_token, ${sum(Prisma.sql`u.output_tokens`, computed)} AS output_token`;
}

/** What each team that a price would be for used of its model, and was charged for it. */
export async function sumMonth(
  tx: SystemTx,
  {
    teamId,
    modelName,
    currency,
    effectiveFrom,
    period,
  }: { teamId: string | null; modelName: string; currency: string; effectiveFrom: Date; period: Period },
): Promise<TeamMonth[]> {
  const isMeant =
    teamId === null
      ? Prisma.sql`NOT EXISTS (
          SELECT 1 FROM price_versions v WHERE v.team_id = t.id AND v.model_name = ${modelName}
            AND v.currency = ${currency} AND v.effective_from <= ${effectiveFrom})`
      : Prisma.sql`t.id = ${teamId}::uuid`;
  const rows = await tx.$queryRaw<
    (QuantityRow & { teamId: string; handle: string; name: string; chargedPico: string })[]
  >`
    SELECT t.id::text AS "teamId", t.handle, t.name, sum(u.amount_pico)::text AS "chargedPico",
      ${quantitySums(Prisma.sql`u.requests`)}
    FROM teams t JOIN usage_days u ON u.team_id = t.id
    WHERE t.currency = ${currency} AND u.model_name = ${modelName}
      AND u.day >= ${period.start} AND u.day < ${period.end} AND ${isMeant}
    GROUP BY t.id`;
  return rows.map(({ teamId: id, handle, name, chargedPico, ...row }) => ({
    ...{ teamId: id, handle, name, chargedPico: BigInt(chargedPico) },
    quantities: toQuantities(row),
  }));
}

/** What teams used at some price versions, by both. */
export async function sumTiered(
  tx: SystemTx,
  {
    period,
    teamIds,
    versionIds,
  }: { period: Period; teamIds: readonly string[]; versionIds: readonly string[] },
): Promise<{ teamId: string; priceVersionId: string; quantities: Quantities }[]> {
  const rows = await tx.$queryRaw<(QuantityRow & { teamId: string; priceVersionId: string })[]>`
    SELECT u.team_id::text AS "teamId", u.price_version_id::text AS "priceVersionId", ${quantitySums(Prisma.sql`1`)}
    FROM usage_records u
    WHERE u.team_id = ANY(${teamIds}::uuid[]) AND u.price_version_id = ANY(${versionIds}::uuid[])
      AND u.at >= ${period.start} AND u.at < ${period.end}
    GROUP BY 1, 2`;
  return rows.map(({ teamId, priceVersionId, ...row }) => ({
    teamId,
    priceVersionId,
    quantities: toQuantities(row),
  }));
}

function toQuantities({ request, input_token, cached_input_token, output_token }: QuantityRow): Quantities {
  return {
    request: BigInt(request),
    input_token: BigInt(input_token),
    cached_input_token: BigInt(cached_input_token),
    output_token: BigInt(output_token),
  };
}
