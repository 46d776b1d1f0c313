import { execFile } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { promisify } from "node:util";
import type { Isolation } from "../status.ts";

/** Where util-linux puts its tools. Fixed, so that nothing of the caller's PATH decides what we run. */
const TOOL_FOLDERS = ["/usr/bin", "/bin", "/usr/sbin", "/sbin"];
/** A model may have a file for each of its tensors, and a graphics driver opens many. */
const OPEN_FILES_MAX = 1_024;
const BOUND_TIMEOUT_MS = 10_000;

/** What one model's process may take. */
export type ProcessBounds = {
  readonly memoryBytesMax: number;
  /** The largest file that it may write; 0 where it has nothing to write. */
  readonly fileBytesMax: number;
};

/** What the machine offers to hold a replica's process in; found once per engine. */
export type Confinement = {
  readonly isolation: Isolation;
  /** The command under the bounds that hold for every process, and a bound on its memory where that is known already. */
  confine(command: readonly [string, ...string[]], memoryBytesMax?: number): [string, ...string[]];
  /** Lowers the bounds of a process to those of its model; they cannot be raised again. Rejects when it is gone. */
  bound(pid: number, bounds: ProcessBounds): Promise<void>;
};

/** Linux with util-linux has both tools; elsewhere the process runs without a bound, and says so. */
export function findConfinement(): Confinement {
  const prlimit = findTool("prlimit");
  const setpriv = findTool("setpriv");
  const reserved = prlimit === null ? 0 : codeRangeBytes();
  return {
    isolation: prlimit === null ? "none" : "prlimit",
    confine: (command, memoryBytesMax) => {
      // Should we be killed, the kernel ends the process even while it computes and reads no pipe.
      const mortal: typeof command =
        setpriv === null ? command : [setpriv, "--pdeathsig", "KILL", ...command];
      if (prlimit === null) return [...mortal];
      const data = memoryBytesMax === undefined ? [] : [`--data=${memoryBytesMax + reserved}`];
      return [prlimit, ...data, "--core=0", `--nofile=${OPEN_FILES_MAX}`, ...mortal];
    },
    bound: async (pid, { memoryBytesMax, fileBytesMax }) => {
      if (prlimit === null) return;
      const bounds = [`--data=${memoryBytesMax + reserved}`, `--fsize=${fileBytesMax}`];
      await promisify(execFile)(prlimit, ["--pid", `${pid}`, ...bounds], { timeout: BOUND_TIMEOUT_MS });
    },
  };
}

function findTool(name: string): string | null {
  if (process.platform !== "linux") return null;
  return TOOL_FOLDERS.map((folder) => `${folder}/${name}`).find(existsSync) ?? null;
}

/**
 * V8 maps its code range writable as a whole (510 MiB under Node 26) and fills a few MiB of it; the kernel counts
 * all of it as data. We run the same binary as the replica, so our own map tells how much to add.
 */
function codeRangeBytes(): number {
  const ranges = readFileSync("/proc/self/maps", "utf8").matchAll(/^([0-9a-f]+)-([0-9a-f]+) rwxp/gm);
  let bytes = 0;
  for (const [, from = "0", to = "0"] of ranges) bytes += Number.parseInt(to, 16) - Number.parseInt(from, 16);
  return bytes;
}
