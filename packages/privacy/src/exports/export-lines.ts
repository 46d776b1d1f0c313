import type { TeamTx } from "@millrace/db";
import { PURPOSE, sealedSchema } from "../bodies/body.ts";
import type { PrivacySystemContext } from "../context.ts";
import type { ExportedTable } from "../rules/exported-table.ts";
import { EXPORTED_TABLES } from "../rules/tenant-tables.ts";
import { type Page, readPage } from "./store.ts";

const ROWS_AT_ONCE = 2_000;
/** Rows of bodies are large. */
const BODIES_AT_ONCE = 50;

/**
 * A team's data as lines of JSON: a head, each row with the table it is of, and an end that tells how many there were,
 * which a file that was cut off lacks. Read page by page, as the role that sees this team and no other.
 */
export async function* exportLines(
  ctx: PrivacySystemContext,
  teamId: string,
  counts: Record<string, number>,
): AsyncGenerator<string> {
  yield line({ format: "millrace export 1", team: teamId, at: ctx.clock.now() });
  for (const table of EXPORTED_TABLES) {
    counts[table.name] = 0;
    for await (const lines of pagesOf(ctx, teamId, table)) {
      counts[table.name] = (counts[table.name] ?? 0) + lines.length;
      yield lines.map((row) => `{"table":"${table.name}","row":${row}}\n`).join("");
    }
  }
  yield line({ end: true, counts });
}

async function* pagesOf(
  ctx: PrivacySystemContext,
  teamId: string,
  table: ExportedTable,
): AsyncGenerator<string[]> {
  const isBodies = table.name === "request_bodies";
  const limit = isBodies ? BODIES_AT_ONCE : ROWS_AT_ONCE;
  for (let after: string[] | null = null; ; ) {
    const at = { table, after, limit, now: ctx.clock.now() };
    const page: Page = await ctx.database.inTeam(teamId, async (tx) => {
      const { lines, last } = await readPage(tx, teamId, at);
      return { lines: isBodies ? await opened(ctx, tx, { teamId, lines }) : lines, last };
    });
    if (page.lines.length > 0) yield page.lines;
    if (page.last === null || page.lines.length < limit) return;
    after = page.last;
  }
}

type SealedRow = { request_id: string; sealed: string };

/** Bodies as they were said. One whose key is gone says so and is no hindrance to the others. */
async function opened(
  { secrets }: PrivacySystemContext,
  tx: TeamTx,
  { teamId, lines }: { teamId: string; lines: string[] },
): Promise<string[]> {
  const results: string[] = [];
  for (const text of lines) {
    const { sealed, ...row } = JSON.parse(text) as SealedRow;
    const place = { owner: teamId, purpose: PURPOSE, id: row.request_id };
    const bytes = Buffer.from(sealed.slice("\\x".length), "hex");
    const body = await secrets
      .open(tx, place, bytes)
      .then((plain) => sealedSchema.parse(JSON.parse(plain)))
      .catch(() => ({ unreadable: true }));
    results.push(JSON.stringify({ ...row, ...body }));
  }
  return results;
}

const line = (value: unknown) => `${JSON.stringify(value)}\n`;
