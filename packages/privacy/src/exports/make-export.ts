import { createHash } from "node:crypto";
import { createWriteStream } from "node:fs";
import { rename, rm } from "node:fs/promises";
import { Readable, Transform } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createGzip } from "node:zlib";
import { newId, toFault } from "@millrace/kernel";
import { roomForBytes } from "@millrace/quotas";
import type { PrivacySystemContext } from "../context.ts";
import type { TeamFiles } from "../team-files.ts";
import { exportLines } from "./export-lines.ts";
import { endExport, findWaiting } from "./store.ts";
import { EXPORT_DAYS, type ExportFailure } from "./team-export.ts";

const DAY_MS = 24 * 3_600_000;

/** How one ends that was written whole. */
type Ended = "made" | "overtaken" | "over_limit";

export type MadeExport = { teamId: string; id: string } & (
  | { outcome: Ended }
  | { outcome: Exclude<ExportFailure, "over_limit">; error: unknown }
);

/**
 * Makes the export that has waited longest; null when none waits. Whole or not at all: killed, aborted or without a
 * database it waits on and is made from the start. Fault `unavailable` while the database is away.
 */
export async function makeExport(
  ctx: PrivacySystemContext,
  files: TeamFiles,
  signal: AbortSignal,
): Promise<MadeExport | null> {
  const waiting = await ctx.database.inSystem((tx) => findWaiting(tx, ctx.clock.now()));
  if (waiting === null) return null;
  const { teamId, id } = waiting;
  const file = files.exportFile(teamId, id);
  // A name of its own, so that two that make the same export write into two files.
  const partial = `${file}.${newId()}.partial`;
  try {
    await files.prepare(teamId);
    const counts: Record<string, number> = {};
    const written = await write(exportLines(ctx, teamId, counts), partial, signal);
    const finishedAt = ctx.clock.now();
    const expiresAt = new Date(finishedAt.getTime() + EXPORT_DAYS * DAY_MS);
    const outcome = await ctx.database.inSystem(async (tx): Promise<Ended> => {
      const room = await roomForBytes(tx, { clock: ctx.clock, teamId });
      const isOverLimit = room !== null && written.sizeBytes > room;
      if (isOverLimit)
        return (await endExport(tx, waiting, { reason: "over_limit" })) ? "over_limit" : "overtaken";
      const ours = await endExport(tx, waiting, { ...written, counts, finishedAt, expiresAt });
      if (ours) await rename(partial, file);
      return ours ? "made" : "overtaken";
    });
    return { ...waiting, outcome };
  } catch (error) {
    if (signal.aborted || toFault(error).kind === "unavailable") throw error;
    const reason = Reflect.get(Object(error), "code") === "ENOSPC" ? "no_space" : "failed";
    await ctx.database.inSystem((tx) => endExport(tx, waiting, { reason }));
    return { ...waiting, outcome: reason, error };
  } finally {
    // What cannot even be looked at was never written.
    await rm(partial, { force: true }).catch(() => {});
  }
}

/** Compresses the lines into a file for this user alone. */
async function write(lines: AsyncIterable<string>, path: string, signal: AbortSignal) {
  const hash = createHash("sha256");
  let sizeBytes = 0n;
  const measure = new Transform({
    transform: (bytes: Buffer, _encoding, done) => {
      hash.update(bytes);
      sizeBytes += BigInt(bytes.byteLength);
      done(null, bytes);
    },
  });
  // `flush`: on the disk before anybody is told that it is there.
  const file = createWriteStream(path, { mode: 0o600, flush: true });
  await pipeline(Readable.from(lines), createGzip(), measure, file, { signal });
  return { sizeBytes, digest: Uint8Array.from(hash.digest()) };
}
