import { randomUUID } from "node:crypto";
import { chmod, copyFile, mkdir, open, readdir, rename, rm, stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import { Fault } from "@millrace/kernel";
import { digestAll } from "./read-model-folder.ts";
import { digestFiles, type FileDigest } from "./rules/digest-files.ts";

const READ_ONLY = 0o444;
const PARTIAL = ".partial-";
/** Longer than any copy takes: what is older was left behind. */
const PARTIAL_AGE_MS = 24 * 60 * 60 * 1_000;

type Source = { folder: string; files: readonly FileDigest[]; digest: string };

/**
 * Copies a model's files into the store, under their digest, unless they lie there; returns the folder's name in the store.
 * Whole or not at all: a folder of that name is complete, whoever was killed meanwhile, and survives a power cut.
 * Faults: `conflict` `catalog.files_changed` when they were not what they are said to be, `unavailable`
 * `catalog.store_unusable`.
 */
export async function keepFiles(store: string, { folder, files, digest }: Source): Promise<string> {
  const name = digest.slice(digest.indexOf(":") + 1);
  const target = join(store, name);
  if (await holds(target, files)) return name;
  const partial = join(store, `${PARTIAL}${randomUUID()}`);
  try {
    await removeLeftovers(store);
    for (const { path } of files) await copyDurably(join(folder, path), join(partial, path));
    const copies = await digestAll(
      partial,
      files.map(({ path }) => path),
    );
    if (digestFiles(copies) !== digest) throw filesChanged();
    await moveInto(target, { partial, files });
    await sync(store);
  } catch (error) {
    await rm(partial, { recursive: true, force: true }).catch(() => undefined);
    throw error instanceof Fault ? error : storeUnusable(error);
  }
  return name;
}

/** Nothing writes to a folder of the store, so sizes are enough to tell a damaged one. */
async function holds(target: string, files: readonly FileDigest[]): Promise<boolean> {
  const sizes = await Promise.all(files.map(({ path }) => stat(join(target, path)).catch(() => null)));
  return files.every(({ sizeBytes }, index) => sizes[index]?.size === sizeBytes);
}

async function copyDurably(from: string, to: string): Promise<void> {
  await mkdir(dirname(to), { recursive: true });
  await copyFile(from, to);
  await chmod(to, READ_ONLY);
  await sync(to);
  await sync(dirname(to));
}

/** On its way in, it may meet another registration of the same files, or a damaged copy of them. */
async function moveInto(
  target: string,
  { partial, files }: { partial: string; files: readonly FileDigest[] },
): Promise<void> {
  const moved = await rename(partial, target).then(
    () => true,
    () => false,
  );
  if (moved) return;
  if (await holds(target, files)) return rm(partial, { recursive: true, force: true });
  await rename(target, `${partial}-damaged`).catch(() => undefined);
  await rename(partial, target);
  await rm(`${partial}-damaged`, { recursive: true, force: true });
}

async function removeLeftovers(store: string): Promise<void> {
  await mkdir(store, { recursive: true });
  for (const name of await readdir(store)) {
    if (!name.startsWith(PARTIAL)) continue;
    const found = await stat(join(store, name)).catch(() => null);
    if (found === null || Date.now() - found.mtimeMs < PARTIAL_AGE_MS) continue;
    await rm(join(store, name), { recursive: true, force: true });
  }
}

/** Brings a file or a folder's list of names to the disk. */
async function sync(path: string): Promise<void> {
  const handle = await open(path, "r");
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

function filesChanged(): Fault {
  return new Fault({
    kind: "conflict",
    code: "catalog.files_changed",
    message: "The model's files changed while they were read. Register it again once nothing writes to them.",
  });
}

function storeUnusable(cause: unknown): Fault {
  const reason = String(Reflect.get(Object(cause), "code") ?? cause);
  return new Fault({
    kind: "unavailable",
    code: "catalog.store_unusable",
    message: `The model could not be copied into the data folder (${reason}). Is there room on the disk?`,
    cause,
  });
}
