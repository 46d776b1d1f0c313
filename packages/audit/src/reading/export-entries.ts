import { parseInput } from "@millrace/kernel";
import type { AuditReader } from "../reader.ts";
import type { ChainEntry } from "../rules/entry-text.ts";
import { CSV_HEADER, csvLineOf, jsonLine } from "../rules/write-entry.ts";
import { type AuditFilter, auditFilterSchema } from "./audit-filter.ts";
import { findEntries, findExported } from "./store.ts";

export type ExportFormat = "csv" | "jsonl";

/** Held at once, however long the log is and however slowly it is taken. */
const PAGE_SIZE = 500;
const END = 10 ** 15;

/**
 * The log as a file, oldest entry first, in pieces of some hundred lines: with the hash of each entry and the text that it
 * covers, so that it can be checked without us. What comes after it began is left out. Fault `invalid` `audit.filter_invalid`.
 */
export async function exportEntries(
  ctx: AuditReader,
  format: ExportFormat,
  filter: AuditFilter,
): Promise<AsyncGenerator<string>> {
  const wanted = parseInput(auditFilterSchema, filter, "audit.filter_invalid");
  const { database, actor } = ctx;
  ctx.requirePermission(actor, "audit.read");
  const { teamId } = actor;
  const newest = await database.inTeam(teamId, (tx) =>
    findEntries(tx, teamId, { filter: {}, below: END, above: 0, limit: 1 }),
  );
  const below = (newest[0]?.sequence ?? 0) + 1;
  const pageAbove = (above: number) =>
    database.inTeam(teamId, (tx) =>
      findExported(tx, teamId, { filter: wanted, below, above, limit: PAGE_SIZE }),
    );
  return format === "csv" ? pieces(pageAbove, csvLineOf, CSV_HEADER) : pieces(pageAbove, jsonLine, "");
}

async function* pieces(
  pageAbove: (above: number) => Promise<ChainEntry[]>,
  line: (entry: ChainEntry) => string,
  header: string,
): AsyncGenerator<string> {
  if (header !== "") yield header;
  let above = 0;
  for (;;) {
    const page = await pageAbove(above);
    const last = page.at(-1);
    if (last === undefined) return;
    yield page.map(line).join("");
    above = Number(last.sequence);
  }
}
