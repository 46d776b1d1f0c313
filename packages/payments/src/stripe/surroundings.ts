import type { Tell } from "../tell.ts";

/** What Stripe is asked from: who waits, and where to tell what went wrong without stopping anything. */
export type Surroundings = {
  pause: (milliseconds: number) => Promise<unknown>;
  warn: Tell;
};
