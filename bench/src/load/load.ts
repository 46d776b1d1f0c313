import type { Timing } from "../benchmark.ts";
import { type Child, startChild } from "../child.ts";
import type { LoopFigures } from "./closed-loop.ts";
import type { Arrivals, OpenLoopFigures } from "./open-loop.ts";

/** What is asked of a service, by HTTP. */
export type Target = {
  url: string;
  headers: Record<string, string>;
  /** Request bodies, taken in turn; none asks by GET. */
  bodies: string[];
};

export type LoadQuestion = Target & { timing: Timing } & (
    | { clients: number }
    | { arrivals: Arrivals; deadlineMs: number }
  );

/** The load generator, in a process of its own, so that it takes no time from what it measures. */
export type Load = {
  /** Clients that each ask again as soon as they are answered; every answer must be 200. */
  closed(target: Target, clients: number, timing: Timing): Promise<LoopFigures>;
  /** Requests with a deadline that come whether or not earlier ones are answered. */
  open(
    target: Target,
    load: { arrivals: Arrivals; deadlineMs: number },
    timing: Timing,
  ): Promise<OpenLoopFigures>;
  stop(): Promise<void>;
};

export function startLoad(): Load {
  const child: Child<LoadQuestion, LoopFigures | OpenLoopFigures> = startChild(
    new URL("./main.ts", import.meta.url),
  );
  return {
    closed: async (target, clients, timing) =>
      (await child.ask({ ...target, clients, timing })) as LoopFigures,
    open: async (target, load, timing) =>
      (await child.ask({ ...target, ...load, timing })) as OpenLoopFigures,
    stop: () => child.stop(),
  };
}
