import { KEY_CHARACTERS_MIN } from "./installation-key.ts";

/** More are an accident: a rotation leaves one. */
const KEYS_MAX = 20;

/** The keys of a file, a line each, newest first. Null when a line is none, or there is no key or far too many. */
export function readKeyFile(text: string): string[] | null {
  const lines = text.split("\n").map((line) => line.trim());
  const keys = lines.filter((line) => line !== "" && !line.startsWith("#"));
  if (keys.length === 0 || keys.length > KEYS_MAX) return null;
  return keys.every((key) => key.length >= KEY_CHARACTERS_MIN) ? keys : null;
}

export function writeKeyFile(keys: readonly string[]): string {
  return [
    "# The keys of this installation, newest first. Whoever has one of them and the database can read its secrets;",
    "# whoever loses them cannot.",
    ...keys,
    "",
  ].join("\n");
}
