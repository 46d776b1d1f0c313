import type { Timing } from "../benchmark.ts";
import { type Child, startChild } from "../child.ts";
import type { LoopFigures } from "../closed-loop.ts";

export type LoadQuestion = {
  url: string;
  headers: Record<string, string>;
  /** Request bodies, taken in turn. */
  bodies: string[];
  clients: number;
  timing: Timing;
};

/** The load generator, in a process of its own, so that it takes no time from what it measures. */
export function startLoad(): Child<LoadQuestion, LoopFigures> {
  return startChild(new URL("./main.ts", import.meta.url));
}
