import type { Context } from "@millrace/db";
import { parseInput } from "@millrace/kernel";
import { requirePermission } from "@millrace/teams";
import type { Cursor } from "../rules/cursor.ts";
import {
  type ExportFormat,
  fileHead,
  fileLine,
  type RequestsFile,
  requestColumns,
} from "../rules/write-usage.ts";
import { findRequests } from "./store-requests.ts";
import { type UsageFilter, usageFilterSchema } from "./usage-filter.ts";

/** Held at once, however many requests there are and however slowly they are taken. */
const PAGE_SIZE = 500;

/**
 * Single requests as a file, newest first, in pieces of 500 lines. What is newer than its first line is left out. Fault
 * `invalid` `metering.filter_invalid`.
 */
export async function exportRequests(
  { database, actor }: Context,
  { format, ...names }: RequestsFile & { format: ExportFormat },
  input: UsageFilter,
): Promise<AsyncGenerator<string>> {
  const filter = parseInput(usageFilterSchema, input, "metering.filter_invalid");
  requirePermission(actor, "usage.read");
  const { teamId } = actor;
  const columns = requestColumns(names);

  async function* pieces(): AsyncGenerator<string> {
    const head = fileHead(columns, format);
    if (head !== "") yield head;
    let after: Cursor | null = null;
    for (;;) {
      const page = await readPage(after);
      if (page.length > 0) yield page.map((row) => fileLine(columns, format, row)).join("");
      after = page.at(-1) ?? null;
      if (page.length < PAGE_SIZE) return;
    }
  }

  const readPage = (after: Cursor | null) =>
    database.inTeam(teamId, (tx) => findRequests(tx, teamId, { filter, after, limit: PAGE_SIZE }));
  return pieces();
}
