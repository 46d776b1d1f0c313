import { mkdir, readFile, writeFile } from "node:fs/promises";
import { availableParallelism, hostname, totalmem } from "node:os";
import { join } from "node:path";
import { newId } from "@millrace/kernel";

export type NodeIdentity = { id: string; name: string; cores: number; memoryBytes: number };

/** Who this machine is: an id that stays with the data folder, and what it has. */
export async function nodeIdentity(folder: string): Promise<NodeIdentity> {
  await mkdir(folder, { recursive: true });
  const file = join(folder, "node-id");
  let id = (await readFile(file, "utf8").catch(() => "")).trim();
  if (id === "") {
    id = newId();
    await writeFile(file, `${id}\n`);
  }
  return { id, name: hostname(), cores: availableParallelism(), memoryBytes: totalmem() };
}
