import { constants, setPriority } from "node:os";

/** Lets everything that answers callers go first. A process that is gone, or a system that forbids it, changes nothing. */
export function runBelow(pid: number | null | undefined): void {
  if (pid === undefined || pid === null) return;
  try {
    setPriority(pid, constants.priority.PRIORITY_BELOW_NORMAL);
  } catch {
    // Only a courtesy.
  }
}
