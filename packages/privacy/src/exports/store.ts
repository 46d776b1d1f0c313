import { Prisma, type SystemTx, type TeamTx } from "@millrace/db";
import { z } from "zod";
import type { ExportedTable } from "../rules/exported-table.ts";
import { EXPORT_FAILURES, EXPORTS_MAX, type ExportFailure, type TeamExport } from "./team-export.ts";

const LISTED_MAX = 20;
const countsSchema = z.record(z.string(), z.number());

/** Holds back other requests for an export of this team until the transaction ends, so that counts stay true. */
export async function lockExports(tx: TeamTx, teamId: string): Promise<void> {
  await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended('privacy.exports ' || ${teamId}, 0))`;
}

export async function insertExport(
  tx: TeamTx,
  teamId: string,
  data: { id: string; requestedBy: string | null; requestedAt: Date; expiresAt: Date },
): Promise<void> {
  await tx.teamExport.create({ data: { teamId, ...data }, select: { id: true } });
}

/** The newest exports that are not over. */
export async function findExports(tx: TeamTx, teamId: string, now: Date): Promise<TeamExport[]> {
  const rows = await tx.teamExport.findMany({
    where: { teamId, expiresAt: { gt: now } },
    omit: { teamId: true },
    orderBy: [{ requestedAt: "desc" }, { id: "desc" }],
    take: LISTED_MAX,
  });
  const ids = rows.flatMap(({ requestedBy }) => requestedBy ?? []);
  const people = await tx.person.findMany({ where: { id: { in: ids } }, select: { id: true, name: true } });
  const names = new Map(people.map(({ id, name }) => [id, name]));
  return rows.map((row) => toExport(row, names.get(row.requestedBy ?? "") ?? null));
}

type Row = Omit<Prisma.TeamExportGetPayload<object>, "teamId">;

function toExport(row: Row, requestedBy: string | null): TeamExport {
  const { id, requestedAt, expiresAt, finishedAt, reason, sizeBytes, digest } = row;
  const common = { id, requestedAt, requestedBy, expiresAt };
  if (reason !== null)
    return { ...common, state: "failed", reason: EXPORT_FAILURES.find((one) => one === reason) ?? "failed" };
  if (finishedAt === null || digest === null) return { ...common, state: "pending" };
  const counts = countsSchema.parse(row.counts);
  const hex = Buffer.from(digest).toString("hex");
  return { ...common, state: "ready", finishedAt, sizeBytes: Number(sizeBytes), digest: hex, counts };
}

export async function findHandle(tx: TeamTx, teamId: string): Promise<string> {
  const team = await tx.team.findUnique({ where: { id: teamId }, select: { handle: true } });
  return team?.handle ?? "team";
}

type Named = { teamId: string; id: string };

/** The export that has waited longest to be made. */
export async function findWaiting(tx: SystemTx, now: Date): Promise<Named | null> {
  return tx.teamExport.findFirst({
    where: { finishedAt: null, reason: null, expiresAt: { gt: now } },
    select: { teamId: true, id: true },
    orderBy: [{ requestedAt: "asc" }, { id: "asc" }],
  });
}

type Outcome =
  | {
      finishedAt: Date;
      sizeBytes: bigint;
      digest: Uint8Array<ArrayBuffer>;
      counts: Record<string, number>;
      expiresAt: Date;
    }
  | { reason: ExportFailure };

/** False when it waits no longer: made elsewhere, or gone with its team. */
export async function endExport(tx: SystemTx, { teamId, id }: Named, outcome: Outcome): Promise<boolean> {
  const { count } = await tx.teamExport.updateMany({
    where: { teamId, id, finishedAt: null, reason: null },
    data: outcome,
  });
  return count === 1;
}

export async function findExpired(tx: SystemTx, now: Date): Promise<Named[]> {
  return tx.teamExport.findMany({
    where: { expiresAt: { lte: now } },
    select: { teamId: true, id: true },
    orderBy: { expiresAt: "asc" },
    take: EXPORTS_MAX * LISTED_MAX,
  });
}

export async function removeExport(tx: SystemTx, { teamId, id }: Named): Promise<void> {
  await tx.teamExport.deleteMany({ where: { teamId, id } });
}

export type Page = { lines: string[]; last: string[] | null };

/** The next rows of a table as JSON, exactly as PostgreSQL prints them; `after` is where the page before ended. */
export async function readPage(
  tx: TeamTx,
  teamId: string,
  { table, after, limit, now }: { table: ExportedTable; after: string[] | null; limit: number; now: Date },
): Promise<Page> {
  // Times in the file do not depend on where the database stands.
  await tx.$executeRaw`SELECT set_config('TimeZone', 'UTC', true)`;
  const name = (text: string) => Prisma.raw(`"${text}"`);
  const column = (text: string) => Prisma.raw(`t."${text}"`);
  const keys = table.order.map((part) => column(part.column));
  const conditions = [
    Prisma.sql`TRUE`,
    ...(table.team === null ? [] : [Prisma.sql`${column(table.team ?? "team_id")} = ${teamId}::uuid`]),
    ...(table.expires ? [Prisma.sql`t.expires_at > ${now}`] : []),
  ];
  if (after !== null) {
    const values = table.order.map(({ type }, index) => Prisma.sql`${after[index]}::${Prisma.raw(type)}`);
    conditions.push(Prisma.sql`(${Prisma.join(keys)}) > (${Prisma.join(values)})`);
  }
  const rows = await tx.$queryRaw<{ line: string; key: string[] }[]>`
    SELECT row_to_json((SELECT r FROM (SELECT ${Prisma.join(table.columns.map(column))}) r))::text AS line,
           ARRAY[${Prisma.join(keys.map((key) => Prisma.sql`${key}::text`))}] AS key
    FROM ${name(table.name)} t WHERE ${Prisma.join(conditions, " AND ")}
    ORDER BY ${Prisma.join(keys)} LIMIT ${limit}`;
  return { lines: rows.map(({ line }) => line), last: rows.at(-1)?.key ?? null };
}
