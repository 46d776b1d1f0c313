import { availableParallelism, hostname, totalmem } from "node:os";

/** What a node says of its machine when it registers. */
export type Machine = { name: string; cores: number; memoryBytes: number };

export function describeMachine(): Machine {
  return { name: hostname(), cores: availableParallelism(), memoryBytes: totalmem() };
}
