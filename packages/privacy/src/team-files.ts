import { mkdir, readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { isUuid } from "@millrace/kernel";

/** The files of teams: a folder each, `<home>/teams/<team id>`, so that none can be taken for another's. */
export type TeamFiles = {
  /** Where an export lies, or will. */
  exportFile(teamId: string, exportId: string): string;
  /** Makes the folder in which exports of a team lie, for this user alone. */
  prepare(teamId: string): Promise<void>;
  /** The teams that have a folder. */
  teams(): Promise<string[]>;
  /** Everything of a team. */
  removeTeam(teamId: string): Promise<void>;
  /** An export, and what was begun of it and never became whole. */
  removeExport(teamId: string, exportId: string): Promise<void>;
};

export function teamFilesIn(home: string): TeamFiles {
  const folder = join(home, "teams");
  const folderOf = (teamId: string) => join(folder, checked(teamId));
  const exportsOf = (teamId: string) => join(folderOf(teamId), "exports");
  const exportFile = (teamId: string, exportId: string) =>
    join(exportsOf(teamId), `${checked(exportId)}.jsonl.gz`);
  return {
    exportFile,
    prepare: async (teamId) => {
      await mkdir(exportsOf(teamId), { recursive: true, mode: 0o700 });
    },
    teams: async () => (await readdir(folder).catch(noFolder)).filter(isUuid),
    removeTeam: (teamId) => rm(folderOf(teamId), { recursive: true, force: true }),
    removeExport: async (teamId, exportId) => {
      const names = await readdir(exportsOf(teamId)).catch(noFolder);
      const own = names.filter((name) => name.startsWith(checked(exportId)));
      for (const name of own) await rm(join(exportsOf(teamId), name), { force: true });
    },
  };
}

/** An id becomes part of a path. */
function checked(id: string): string {
  if (isUuid(id)) return id;
  throw new Error("That is no id.");
}

function noFolder(error: unknown): string[] {
  if (Reflect.get(Object(error), "code") === "ENOENT") return [];
  throw error;
}
