import { type FileHandle, open } from "node:fs/promises";
import { recordAudit } from "@millrace/audit";
import type { Context } from "@millrace/db";
import { Fault } from "@millrace/kernel";
import { requirePermission } from "@millrace/teams";
import type { TeamFiles } from "../team-files.ts";
import { findExports, findHandle } from "./store.ts";

export type OpenedExport = { file: FileHandle; fileName: string; sizeBytes: number };

/**
 * The file of an export, open for reading; whoever asked closes it. Each download is written into the audit log.
 * Faults `not_found` `privacy.no_such_export`, also for another team's and for one that is not ready;
 * `precondition` `privacy.export_elsewhere`.
 */
export async function openExport(
  ctx: Context,
  { id }: { id: string },
  files: TeamFiles,
): Promise<OpenedExport> {
  const { actor, clock, database } = ctx;
  requirePermission(actor, "privacy.write");
  const { teamId } = actor;
  return database.inTeam(teamId, async (tx) => {
    const found = (await findExports(tx, teamId, clock.now())).find((one) => one.id === id);
    if (found?.state !== "ready") throw noSuchExport();
    const handle = await findHandle(tx, teamId);
    await recordAudit(tx, ctx, { verb: "export.download", subjectType: "export", subjectId: id });
    const day = found.finishedAt.toISOString().slice(0, 10);
    return {
      file: await open(files.exportFile(teamId, id)).catch(elsewhere),
      fileName: `millrace-${handle}-${day}.jsonl.gz`,
      sizeBytes: found.sizeBytes,
    };
  });
}

function noSuchExport(): Fault {
  return new Fault({
    kind: "not_found",
    code: "privacy.no_such_export",
    message: "There is no export with this id.",
  });
}

function elsewhere(cause: unknown): never {
  throw new Fault({
    kind: "precondition",
    code: "privacy.export_elsewhere",
    message:
      "The file of this export lies in the data folder of the controller, which the console cannot read. Ask whoever runs the installation for it.",
    cause,
  });
}
