import { readFile } from "node:fs/promises";
import { Fault } from "@millrace/kernel";
import { type InstallationKey, installationKey } from "./rules/installation-key.ts";
import { readKeyFile } from "./rules/key-file.ts";

/** Where the installation's keys come from: given, newest first, or a file that may change while we run. */
export type KeySource = { kind: "given"; keys: readonly string[] } | { kind: "file"; path: string };

/** The installation's keys. Read anew each time, so that a rotation needs no restart, and none stays in memory for long. */
export type KeyRing = {
  /** Newest first, at least one. Fault `precondition` `secrets.keys_unusable`. */
  read(): Promise<readonly [InstallationKey, ...InstallationKey[]]>;
};

export function openKeyRing(source: KeySource): KeyRing {
  return {
    read: async () => {
      const texts = source.kind === "given" ? source.keys : await keysIn(source.path);
      const [newest, ...previous] = texts.map(installationKey);
      if (newest === undefined) throw unusable("none is there");
      return [newest, ...previous];
    },
  };
}

/** The texts of a key file, newest first. Fault `precondition` `secrets.keys_unusable`. */
export async function keysIn(path: string): Promise<string[]> {
  const text = await readFile(path, "utf8").catch((error: unknown) => {
    throw unusable(String(Reflect.get(Object(error), "code")), error);
  });
  const keys = readKeyFile(text);
  if (keys === null) throw unusable("a line of it is no key");
  return keys;
}

/** Never with a key in it. */
function unusable(reason: string, cause?: unknown): Fault {
  return new Fault({
    kind: "precondition",
    code: "secrets.keys_unusable",
    message: `The file of the installation's encryption keys cannot be used: ${reason}. It holds a key of at least 32 characters on each line; restore it from a backup.`,
    cause,
  });
}
