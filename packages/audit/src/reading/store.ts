import { Prisma, type SystemTx, type TeamTx } from "@millrace/db";
import { type ChainEntry, hex } from "../rules/entry-text.ts";
import { CHAIN_COLUMNS } from "../store.ts";
import type { AuditFilter } from "./audit-filter.ts";
import type { PersonEntry } from "./list-person-entries.ts";
import type { RecordedEntry } from "./recorded-entry.ts";

type Row = Omit<RecordedEntry, "sequence" | "hash"> & { sequence: bigint; hash: Uint8Array };

/** Entries with a number below `below` and above `above`. */
type Span = { below: number; above: number; limit: number };

/** Newest first. A time that no calendar has, written by hand, is shown at the end of the calendar. */
export async function findEntries(
  tx: TeamTx,
  teamId: string,
  { filter, below, above, limit }: Span & { filter: AuditFilter },
): Promise<RecordedEntry[]> {
  const rows = await tx.$queryRaw<Row[]>`
    SELECT id::text, sequence, greatest(least(at, '9999-12-31Z'), '0001-01-01Z') AS at, person_id::text AS "personId",
      actor_label AS "actorLabel", actor_role AS "actorRole", address, verb, subject_type AS "subjectType",
      subject_id::text AS "subjectId", before, after, hash
    FROM audit_entries
    WHERE team_id = ${teamId}::uuid AND sequence < ${BigInt(below)} AND sequence > ${BigInt(above)} AND ${matches(filter)}
    ORDER BY sequence DESC LIMIT ${limit}`;
  return rows.map((row) => ({ ...row, sequence: Number(row.sequence), hash: hex(row.hash) }));
}

/** Oldest first, with everything that the hashes cover. */
export async function findExported(
  tx: TeamTx,
  teamId: string,
  { filter, below, above, limit }: Span & { filter: AuditFilter },
): Promise<ChainEntry[]> {
  return tx.$queryRaw<ChainEntry[]>`
    SELECT ${CHAIN_COLUMNS} FROM audit_entries
    WHERE team_id = ${teamId}::uuid AND sequence < ${BigInt(below)} AND sequence > ${BigInt(above)} AND ${matches(filter)}
    ORDER BY sequence LIMIT ${limit}`;
}

const TRUE = Prisma.sql`true`;

function matches({ verb, person, subjectType, from, to, text }: AuditFilter): Prisma.Sql {
  const conditions = [
    verb === undefined ? TRUE : Prisma.sql`verb = ${verb}`,
    person === undefined ? TRUE : isBy(person),
    subjectType === undefined ? TRUE : Prisma.sql`subject_type = ${subjectType}`,
    from === undefined ? TRUE : Prisma.sql`at >= ${from}`,
    to === undefined ? TRUE : Prisma.sql`at < ${to}`,
    text === undefined ? TRUE : holds(text),
  ];
  return Prisma.join(conditions, " AND ");
}

function isBy(person: string): Prisma.Sql {
  return person === "system" ? Prisma.sql`person_id IS NULL` : Prisma.sql`person_id = ${person}::uuid`;
}

/** Not LIKE: here no character means anything but itself. Inside of JSON, quotes and the like are written in another way. */
function holds(text: string): Prisma.Sql {
  return Prisma.sql`(strpos(
    lower(concat_ws(' ', actor_label, actor_role, address, verb, subject_type, subject_id)), lower(${text})) > 0
    OR strpos(lower(concat_ws(' ', before, after)), lower(${JSON.stringify(text).slice(1, -1)})) > 0)`;
}

export type LogActor = { id: string; label: string };

/** Who acted in the newest so many entries, by the label that they have had last. */
export async function findActors(tx: TeamTx, teamId: string, entriesMax: number): Promise<LogActor[]> {
  return tx.$queryRaw<LogActor[]>`
    SELECT id::text, label FROM (
      SELECT DISTINCT ON (person_id) person_id AS id, actor_label AS label FROM (
        SELECT person_id, actor_label, sequence FROM audit_entries
        WHERE team_id = ${teamId}::uuid ORDER BY sequence DESC LIMIT ${entriesMax}) newest
      WHERE person_id IS NOT NULL ORDER BY person_id, sequence DESC) actors
    ORDER BY label, id`;
}

type PersonSpan = { from: Date; to: Date; limit: number; lookedThroughMax: number };

/** What is about a person, by that person, in the logs of the teams that they are in; of what several logs tell alike, one. */
export async function findPersonEntries(
  tx: SystemTx,
  personId: string,
  { from, to, limit, lookedThroughMax }: PersonSpan,
): Promise<PersonEntry[]> {
  return tx.$queryRaw<PersonEntry[]>`
    SELECT id, at, verb, address, before, after FROM (
      SELECT DISTINCT ON (at, verb, before, after) entry.id::text AS id, at, verb, address, before, after
      FROM memberships CROSS JOIN LATERAL (
        SELECT * FROM audit_entries
        WHERE team_id = memberships.team_id AND at BETWEEN ${from} AND ${to}
        ORDER BY at DESC LIMIT ${lookedThroughMax}) entry
      WHERE memberships.person_id = ${personId}::uuid AND entry.person_id = ${personId}::uuid
        AND entry.subject_type = 'person' AND entry.subject_id = ${personId}::uuid
      ORDER BY at, verb, before, after, entry.id) acts
    ORDER BY at DESC, id DESC LIMIT ${limit}`;
}
