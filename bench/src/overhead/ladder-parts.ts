import type { Figures } from "../benchmark.ts";

/** Each does all that the one before does, and more; `key` stands beside: a request that only asks what there is. */
export type RungName = "run" | "tokens" | "text" | "key" | "whole";

/** Milliseconds of each part of a lone request, from those of each way of asking. */
export function partsOf({ run, tokens, text, key, whole }: Record<RungName, number>): Figures {
  return {
    "session.run": run,
    "queue, pipe, padding, pooling": tokens - run,
    tokenizing: text - tokens,
    "HTTP and key": key,
    "body, admission, usage on disk, vector as JSON": whole - text - key,
    "the whole request": whole,
    "above session.run": whole - run,
  };
}

export const LADDER_PARTS = Object.keys(partsOf({ run: 0, tokens: 0, text: 0, key: 0, whole: 0 }));
