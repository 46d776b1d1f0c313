import type { StripeTwin, StripeTwinOptions } from "@millrace/stripe-twin";

/** What is asked of a twin on another thread. */
export const VERBS = [
  "sendEventsTo",
  "pay",
  "openDispute",
  "closeDispute",
  "settle",
  "setChaos",
  "reckoning",
  "events",
  "stop",
] as const satisfies (keyof StripeTwin)[];

export type Verb = (typeof VERBS)[number];

export type TwinBirth = Required<Pick<StripeTwinOptions, "seed" | "now" | "secretKey">> & {
  /** Shared: the twin's time in milliseconds since the epoch. */
  time: BigInt64Array;
};

export type Call = { id: number; verb: Verb | "setClock"; given: unknown[] };

/** The first, of id 0, is the twin's address. */
export type Reply = { id: number } & ({ result: unknown } | { error: unknown });
