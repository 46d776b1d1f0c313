import { parseInput } from "@millrace/kernel";
import { z } from "zod";
import type { AuditReader } from "../reader.ts";
import { type AuditFilter, auditFilterSchema } from "./audit-filter.ts";
import type { RecordedEntry } from "./recorded-entry.ts";
import { findActors, findEntries, type LogActor } from "./store.ts";

const LIMIT_MAX = 100;
/** A page looks through so many entries at most; what it has not found in them, the next page looks for further back. */
const LOOKED_THROUGH_MAX = 100_000;
const ACTORS_FROM_ENTRIES = 10_000;
/** Above every number that an entry can have. */
const END = 10 ** 15;

const pageSchema = z.strictObject({
  /** `next` of the page before. */
  after: z
    .string()
    .regex(/^[1-9]\d{0,14}$/, "This is no place in the log.")
    .optional(),
  limit: z.int().min(1).max(LIMIT_MAX),
});

export type AuditPage = {
  entries: RecordedEntry[];
  /** Where the log goes on; null at its start. */
  next: string | null;
};

/**
 * What happened in the team, newest first, page by page: entries that come meanwhile neither shift nor repeat anything.
 * With a filter, a page may be short, even empty, and still have a next one. Fault `invalid` `audit.filter_invalid`.
 */
export async function listEntries(
  ctx: AuditReader,
  filter: AuditFilter,
  page: z.input<typeof pageSchema>,
): Promise<AuditPage> {
  const wanted = parseInput(auditFilterSchema, filter, "audit.filter_invalid");
  const { after, limit } = parseInput(pageSchema, page, "audit.filter_invalid");
  const { database, actor } = ctx;
  ctx.requirePermission(actor, "audit.read");
  return database.inTeam(actor.teamId, async (tx) => {
    const newest = await findEntries(tx, actor.teamId, {
      filter: {},
      below: Number(after ?? END),
      above: 0,
      limit: 1,
    });
    const top = newest[0]?.sequence ?? 0;
    const bottom = Math.max(0, top - LOOKED_THROUGH_MAX);
    const span = { below: top + 1, above: bottom, limit };
    const entries = await findEntries(tx, actor.teamId, { filter: wanted, ...span });
    return { entries, next: nextOf(entries, limit, bottom) };
  });
}

function nextOf(entries: readonly RecordedEntry[], limit: number, bottom: number): string | null {
  const lowest = entries.length === limit ? (entries.at(-1)?.sequence ?? 1) : bottom + 1;
  return lowest > 1 ? String(lowest) : null;
}

/** Who acted in this team of late, for choosing one. */
export async function listActors(ctx: AuditReader): Promise<LogActor[]> {
  const { database, actor } = ctx;
  ctx.requirePermission(actor, "audit.read");
  return database.inTeam(actor.teamId, (tx) => findActors(tx, actor.teamId, ACTORS_FROM_ENTRIES));
}
