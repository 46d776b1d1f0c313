import { createHash, randomUUID } from "node:crypto";
import {
  chmod,
  lstat,
  mkdir,
  readdir,
  readFile,
  rename,
  rm,
  stat,
  utimes,
  writeFile,
} from "node:fs/promises";
import path from "node:path";
import { FileDigests } from "./digest-file.ts";
import { GRAPH_FILES } from "./graph-files.ts";

const CONTENTS_FILE = "contents.json";
const BYTES_MAX_DEFAULT = 8 * 1024 ** 3;
/** Optimised weights take up to half as much again; one model should not push out all others. */
const SHARE_OF_ONE = 1 / 4;
const SAVED_GROWTH = 2;
const SAVED_BYTES_MIN = 64 * 1024 ** 2;
/** After so many failures with an entry, its model is opened as it is until this engine ends. */
const FAILURES_MAX = 3;
const READ_ONLY = 0o400;
const NEW_PREFIX = "new-";

type GraphCacheSettings = {
  /** An existing folder for this alone, on the file system of the engine's working folder. */
  readonly folder: string;
  readonly bytesMax?: number;
  /** All that an optimised graph depends on beside the original: runtime, processor, options. */
  readonly traits: string;
};

/** How to open a graph. `key` is given back with what came of it. */
export type GraphPlan =
  | { readonly kind: "original" }
  /** Open this file, which is optimised already. */
  | { readonly kind: "cached"; readonly key: string; readonly onnxFile: string }
  /** Open the original and save the optimised graph, for `keep`. */
  | { readonly kind: "saving"; readonly key: string; readonly fileBytesMax: number };

/** The digests of an entry's files, by name. */
type Contents = Record<string, string>;

/**
 * Graphs as ONNX Runtime optimised them, by the digest of the original's bytes. A process that runs a model writes them to its own
 * folder; only we move them in here, and only we read them for a process of the same model. An entry is used when
 * its bytes are those that were moved in: checked once, and again whenever the files look touched.
 */
export class GraphCache {
  readonly #settings: GraphCacheSettings;
  readonly #digests = new FileDigests();
  readonly #saving = new Set<string>();
  readonly #failures = new Map<string, number>();
  /** One after the other, as each makes room. */
  #lastKept: Promise<void> = Promise.resolve();

  constructor(settings: GraphCacheSettings) {
    this.#settings = settings;
  }

  /** `files`: the graph and all of its external data. Never rejects: without a cache, models open as they are. */
  async plan(files: readonly string[]): Promise<GraphPlan> {
    try {
      return await this.#planFor(files);
    } catch {
      return { kind: "original" };
    }
  }

  /** Takes in what a process saved for a plan. Never rejects: whatever is wrong, the next load just opens the original. */
  keep(key: string, savedFolder: string): Promise<void> {
    this.#lastKept = this.#lastKept.then(() => this.#take(key, savedFolder));
    return this.#lastKept;
  }

  /** It did not open, or was not saved: it goes. */
  async discard(key: string): Promise<void> {
    this.#fail(key);
    this.#saving.delete(key);
    await rm(path.join(this.#settings.folder, key), { recursive: true, force: true }).catch(() => undefined);
  }

  /** The process that should have saved it ended before it could. */
  release(key: string): void {
    this.#saving.delete(key);
  }

  #fail(key: string): void {
    this.#failures.set(key, this.#failuresOf(key) + 1);
  }

  #failuresOf(key: string): number {
    return this.#failures.get(key) ?? 0;
  }

  async #take(key: string, savedFolder: string): Promise<void> {
    const entry = path.join(this.#settings.folder, key);
    const taken = path.join(this.#settings.folder, `${NEW_PREFIX}${randomUUID()}`);
    try {
      await rename(savedFolder, taken);
      await seal(taken, this.#digests);
      await rm(entry, { recursive: true, force: true });
      await rename(taken, entry);
      await touch(entry);
      await this.#makeRoom();
    } catch {
      // What a process left may resist; it must not keep the graphs of others out.
      await rm(taken, { recursive: true, force: true }).catch(() => undefined);
      this.#fail(key);
    } finally {
      this.#saving.delete(key);
    }
  }

  async #planFor(files: readonly string[]): Promise<GraphPlan> {
    const key = await this.#keyOf(files);
    if (this.#failuresOf(key) >= FAILURES_MAX) return { kind: "original" };
    const entry = path.join(this.#settings.folder, key);
    if (await isSound(entry, this.#digests)) {
      await touch(entry);
      return { kind: "cached", key, onnxFile: path.join(entry, GRAPH_FILES.graph) };
    }
    await rm(entry, { recursive: true, force: true });
    const sizes = await Promise.all(files.map(async (file) => (await stat(file)).size));
    const bytes = sizes.reduce((sum, size) => sum + size, 0);
    const isTooLarge = bytes > this.#bytesMax * SHARE_OF_ONE;
    if (isTooLarge || this.#saving.has(key)) return { kind: "original" };
    this.#saving.add(key);
    return { kind: "saving", key, fileBytesMax: bytes * SAVED_GROWTH + SAVED_BYTES_MIN };
  }

  async #keyOf(files: readonly string[]): Promise<string> {
    const digests = await Promise.all(files.map((file) => this.#digests.of(file)));
    return createHash("sha256")
      .update(JSON.stringify([this.#settings.traits, ...digests]))
      .digest("hex");
  }

  get #bytesMax(): number {
    return this.#settings.bytesMax ?? BYTES_MAX_DEFAULT;
  }

  /** What was used longest ago goes. A process that has an entry open keeps its bytes until it ends. */
  async #makeRoom(): Promise<void> {
    const { folder } = this.#settings;
    const entries = await Promise.all(
      (await readdir(folder)).map((name) => measure(path.join(folder, name))),
    );
    let bytes = 0;
    for (const entry of entries.sort((a, b) => b.usedAtMs - a.usedAtMs)) {
      bytes += entry.bytes;
      if (bytes > this.#bytesMax) await rm(entry.folder, { recursive: true, force: true });
    }
  }
}

/** The file system's own clock stands still for milliseconds, in which several may be used. */
async function touch(entry: string): Promise<void> {
  const seconds = (performance.timeOrigin + performance.now()) / 1_000;
  await utimes(entry, seconds, seconds);
}

async function measure(folder: string): Promise<{ folder: string; bytes: number; usedAtMs: number }> {
  const files = (await readdir(folder)).map((name) => path.join(folder, name));
  const sizes = await Promise.all(files.map(async (file) => (await stat(file)).size));
  const usedAtMs = (await stat(folder)).mtimeMs;
  return { folder, bytes: sizes.reduce((sum, size) => sum + size, 0), usedAtMs };
}

/** Makes an entry of what a process left: plain files of the names we know, and their digests. Throws on anything else. */
async function seal(folder: string, digests: FileDigests): Promise<void> {
  const names = await readdir(folder);
  const contents: Contents = {};
  for (const name of names) {
    const file = path.join(folder, name);
    const found = await lstat(file);
    const isOurs = Object.values(GRAPH_FILES).some((known) => known === name);
    if (!isOurs || !found.isFile() || found.nlink !== 1) throw new Error(`unexpected ${name}`);
    await chmod(file, READ_ONLY);
    contents[name] = await digests.of(file);
  }
  if (contents[GRAPH_FILES.graph] === undefined) throw new Error("no graph was saved");
  await writeFile(path.join(folder, CONTENTS_FILE), JSON.stringify(contents), { mode: READ_ONLY });
}

async function isSound(entry: string, digests: FileDigests): Promise<boolean> {
  try {
    const contents: Contents = JSON.parse(await readFile(path.join(entry, CONTENTS_FILE), "utf8"));
    const checks = Object.entries(contents).map(
      async ([name, digest]) => (await digests.of(path.join(entry, name))) === digest,
    );
    return (await Promise.all(checks)).every(Boolean);
  } catch {
    return false;
  }
}

/** An engine that was killed may have left half an entry. */
export async function openGraphCache(settings: GraphCacheSettings): Promise<GraphCache> {
  await mkdir(settings.folder, { recursive: true });
  const left = (await readdir(settings.folder)).filter((name) => name.startsWith(NEW_PREFIX));
  for (const name of left) await rm(path.join(settings.folder, name), { recursive: true, force: true });
  return new GraphCache(settings);
}
