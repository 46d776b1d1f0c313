import { closeSync, fstatSync, openSync, renameSync, writeSync } from "node:fs";

/** A full file becomes `<name>.1`, over the one before: a log takes at most twice this. */
const BYTES_MAX = 32 * 1024 * 1024;

export type BoundedLog = { write(chunk: Buffer): void; close(): void };

/** Appends what a service prints to a file that cannot fill the disk. */
export function openBoundedLog(path: string, bytesMax: number = BYTES_MAX): BoundedLog {
  let file = openSync(path, "a", 0o600);
  let bytes = fstatSync(file).size;

  function turnOver(): void {
    closeSync(file);
    renameSync(path, `${path}.1`);
    file = openSync(path, "a", 0o600);
    bytes = 0;
  }

  return {
    write: (chunk) => {
      if (bytes > 0 && bytes + chunk.length > bytesMax) turnOver();
      bytes += writeSync(file, chunk);
    },
    close: () => closeSync(file),
  };
}
