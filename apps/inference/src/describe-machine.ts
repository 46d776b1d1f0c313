import { availableParallelism, hostname, totalmem } from "node:os";

/** What a node says of its machine when it registers. */
export type Machine = { name: string; cores: number; memoryBytes: number };

/** `name`: what its operator calls it; absent: what it calls itself. */
export function describeMachine(name: string = hostname()): Machine {
  return { name, cores: availableParallelism(), memoryBytes: memoryBytes() };
}

/** A container may have less than its machine; without a bound the system says 0, or more than there is. */
function memoryBytes(): number {
  const bound = process.constrainedMemory();
  return bound > 0 ? Math.min(bound, totalmem()) : totalmem();
}
