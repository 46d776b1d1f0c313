import { chooseEvictions, type Evictable } from "./choose-evictions.ts";

/** A model that was just loaded stays for this many of its load times, so that loading takes a quarter of all time at most. */
const TENURE_LOADS = 3;
const TENURE_MS_MIN = 500;
/** Callers of the next one wait for half a minute; large models may not cost them all of that. */
const TENURE_MS_MAX = 10_000;

/** Whoever takes memory on this machine: one deployment's processes. */
export type Occupant = Evictable & {
  /** `leaving`: told to go; its bytes become free by themselves. */
  readonly isLeaving: boolean;
  /** On demand, ready, and without a request. */
  readonly isIdle: boolean;
  /** It will never go by itself or by us. */
  readonly isResident: boolean;
  readonly loadedAtMs: number;
};

export type Room<T> =
  | { readonly kind: "free" }
  /** These go first; then ask again. */
  | { readonly kind: "evict"; readonly victims: readonly T[] }
  /** Until something changes, or at `untilMs` at the latest where that is known. */
  | { readonly kind: "wait"; readonly untilMs: number | null }
  /** What stays whatever happens leaves too little. */
  | { readonly kind: "never" };

/** Whether `needBytes` more fit into `bytesMax`, and what would make them fit. 0 asks whether the budget is held as it is. */
export function decideRoom<T extends Occupant>(
  occupants: readonly T[],
  { needBytes, bytesMax, nowMs }: { needBytes: number; bytesMax: number; nowMs: number },
): Room<T> {
  const missingBytes = sum(occupants) + needBytes - bytesMax;
  if (missingBytes <= 0) return { kind: "free" };
  if (needBytes > 0 && sum(occupants.filter(({ isResident }) => isResident)) + needBytes > bytesMax) {
    return { kind: "never" };
  }
  const toFreeBytes = missingBytes - sum(occupants.filter(({ isLeaving }) => isLeaving));
  if (toFreeBytes <= 0) return { kind: "wait", untilMs: null };
  const idle = occupants.filter(({ isIdle, isLeaving, isResident }) => isIdle && !isLeaving && !isResident);
  const [served, serving] = [idle.filter(isServed), idle.filter((one) => !isServed(one))];
  const victims = chooseEvictions(served, toFreeBytes);
  if (victims !== null) return { kind: "evict", victims };
  return { kind: "wait", untilMs: serving.length > 0 ? Math.min(...serving.map(tenureEndMs)) : null };

  function isServed(one: T): boolean {
    return tenureEndMs(one) <= nowMs;
  }
}

function tenureEndMs({ loadedAtMs, loadMs }: Occupant): number {
  return loadedAtMs + Math.min(Math.max(TENURE_LOADS * loadMs, TENURE_MS_MIN), TENURE_MS_MAX);
}

function sum(occupants: readonly Occupant[]): number {
  return occupants.reduce((total, { bytes }) => total + bytes, 0);
}
