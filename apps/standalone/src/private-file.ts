import { readFile, rename, writeFile } from "node:fs/promises";
import { Fault } from "@millrace/kernel";

/** Null when there is no such file. One that is there and cannot be read is never taken for a missing one. */
export async function readJson<T>(file: string): Promise<T | null> {
  try {
    return JSON.parse(await readFile(file, "utf8")) as T;
  } catch (error) {
    if (Reflect.get(Object(error), "code") === "ENOENT") return null;
    throw unusable(file, error);
  }
}

/** Whole or not at all, readable by its owner only. */
export async function writePrivate(file: string, value: unknown): Promise<void> {
  const partial = `${file}.partial`;
  await writeFile(partial, `${JSON.stringify(value, null, 2)}\n`, { mode: 0o600 });
  await rename(partial, file);
}

export function unusable(path: string, cause: unknown): Fault {
  return new Fault({
    kind: "precondition",
    code: "standalone.home_unusable",
    message: `The data folder cannot be used: ${path} (${cause instanceof Error ? cause.message : cause}). Set MILLRACE_HOME to a folder that this user may write.`,
    cause,
  });
}
