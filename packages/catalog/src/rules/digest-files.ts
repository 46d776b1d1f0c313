import { createHash } from "node:crypto";

export type FileDigest = {
  /** Relative to the model's folder, with slashes. */
  path: string;
  sizeBytes: number;
  /** Of the contents, in hex. */
  sha256: string;
};

/** `sha256:` over the lines `path sha256`, sorted by path: the same files give the same digest wherever they lie. */
export function digestFiles(files: readonly FileDigest[]): string {
  const lines = files.map(({ path, sha256 }) => `${path} ${sha256}\n`).sort();
  return `sha256:${createHash("sha256").update(lines.join("")).digest("hex")}`;
}
