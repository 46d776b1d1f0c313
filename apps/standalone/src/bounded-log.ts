import { closeSync, fstatSync, openSync, renameSync, writeSync } from "node:fs";

/** A full file becomes `<name>.1`, over the one before: a log takes at most twice this. */
const BYTES_MAX = 32 * 1024 * 1024;

export type BoundedLog = { write(chunk: Buffer): void; close(): void };

/**
 * Appends what a service prints to a file that cannot fill the disk. What cannot be written is dropped: a full disk must
 * not end the one who keeps the services up.
 */
export function openBoundedLog(path: string, bytesMax: number = BYTES_MAX): BoundedLog {
  let file = openSync(path, "a", 0o600);
  let bytes = fstatSync(file).size;
  let closed = false;

  function turnOver(): void {
    const next = `${path}.next`;
    const fresh = openSync(next, "w", 0o600);
    renameSync(path, `${path}.1`);
    renameSync(next, path);
    closeSync(file);
    file = fresh;
    bytes = 0;
  }

  return {
    write: (chunk) => {
      if (closed) return;
      try {
        if (bytes > 0 && bytes + chunk.length > bytesMax) turnOver();
        bytes += writeSync(file, chunk);
      } catch {
        // There is nowhere left to say it.
      }
    },
    close: () => {
      closed = true;
      closeSync(file);
    },
  };
}
