import { randomBytes } from "node:crypto";
import { open, rename, stat } from "node:fs/promises";
import { dirname } from "node:path";
import { KEY_BYTES } from "./rules/cipher.ts";
import { writeKeyFile } from "./rules/key-file.ts";

/** Makes a file of keys where there is none: with `first`, else with a new key. One that is there is left alone. */
export async function ensureKeyFile(path: string, first: string | undefined): Promise<void> {
  const isThere = await stat(path).then(
    () => true,
    (error: unknown) => {
      if (Reflect.get(Object(error), "code") === "ENOENT") return false;
      throw error;
    },
  );
  if (!isThere) await saveKeys(path, [first ?? newKeyText()]);
}

export const newKeyText = (): string => randomBytes(KEY_BYTES).toString("base64url");

/** Whole or not at all, and on the disk before anything is sealed under it; readable by its owner only. */
export async function saveKeys(path: string, keys: readonly string[]): Promise<void> {
  const partial = `${path}.partial`;
  const file = await open(partial, "w", 0o600);
  try {
    await file.writeFile(writeKeyFile(keys));
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(partial, path);
  const folder = await open(dirname(path), "r");
  await folder.sync().finally(() => folder.close());
}
