import type { Stats } from "node:fs";
import { lstat, readdir } from "node:fs/promises";
import { join } from "node:path";
import { unusable } from "./unusable.ts";

const FILES_MAX = 200;

/** Where a graph lies in the hub's layout, and where people put one that comes alone. */
const GRAPHS = ["onnx/model.onnx", "model.onnx"];

/** What makes a model beside its graph: card and licence, the tokenizer, configuration, also of modules such as pooling, samples. */
const TOP_FILES = [
  /^README\.md$/,
  /^LICEN[CS]E(\.(txt|md))?$/,
  /^config\.json$/,
  /^([a-z_]+_config|config_[a-z_]+|modules|samples)\.json$/,
  /^(tokenizer|special_tokens_map|added_tokens|vocab)\.json$/,
  /^(vocab|merges)\.txt$/,
  /^[^/]+\.model$/,
];
const MODULE_FOLDER = /^\d+_[A-Za-z]+$/;

/**
 * The files that make the model in a folder, relative to it, but for data that its graph names. Looks at the folder's
 * own entries only, so that a wrong folder, be it the whole disk, is told at once. Fault `invalid` `catalog.model_unusable`.
 */
export async function findModelFiles(folder: string): Promise<{ graph: string; others: string[] }> {
  const entries = await readdir(folder).catch(() => {
    throw unusable(folder, "there is no such folder, or it cannot be read");
  });
  const modules = entries.filter((name) => MODULE_FOLDER.test(name)).map((name) => `${name}/config.json`);
  const named = entries.filter((name) => TOP_FILES.some((pattern) => pattern.test(name)));
  const others = await keepPresent(folder, [...named, ...modules]);
  if (others.length > FILES_MAX) throw unusable(folder, `it has more than ${FILES_MAX} files`);
  const [graph] = await keepPresent(folder, GRAPHS);
  if (graph === undefined) {
    throw unusable(folder, `${GRAPHS[0]} is missing (a graph that comes alone is ${GRAPHS[1]})`);
  }
  return { graph, others };
}

async function keepPresent(folder: string, paths: readonly string[]): Promise<string[]> {
  const present: string[] = [];
  for (const path of paths) {
    if ((await lstat(join(folder, path)).catch(() => null)) === null) continue;
    await assertPlain(folder, path);
    present.push(path);
  }
  return present;
}

/** A link could stand for any file of this machine, which would then be served as a part of the model. */
export async function assertPlain(folder: string, path: string): Promise<Stats> {
  const parts = path.split("/");
  for (let depth = 1; depth < parts.length; depth++) {
    const parent = await lstat(join(folder, ...parts.slice(0, depth))).catch(() => null);
    if (!parent?.isDirectory()) throw unusable(folder, `${path} does not lie in a plain folder`);
  }
  const found = await lstat(join(folder, path)).catch(() => null);
  if (found === null) throw unusable(folder, `${path} is missing`);
  if (found.isSymbolicLink()) throw unusable(folder, `${path} is a link; copy the folder with cp -rL`);
  if (!found.isFile()) throw unusable(folder, `${path} is not a file`);
  return found;
}
