import type { Priority } from "./ticket.ts";

/** Where batches go: a replica, as far as the line needs to know it. */
export type Place = {
  readonly isReady: boolean;
  /** Batches that it takes now. */
  readonly room: number;
};

/** A batch that a place holds. */
export type Held<P extends Place> = {
  readonly place: P;
  readonly priority: Priority;
  readonly predictedMs: number;
};

type Running = { held: readonly Held<Place>[]; firstSinceMs: number };

/** The virtual clocks of the places: what each holds, and how long that will take it. */
export class InFlight<P extends Place> {
  readonly #running = new Map<P, Running>();

  start(held: Held<P>, nowMs: number): void {
    const running = this.#running.get(held.place);
    if (running === undefined) this.#running.set(held.place, { held: [held], firstSinceMs: nowMs });
    else running.held = [...running.held, held];
  }

  finish(finished: Held<P>, nowMs: number): void {
    const held = (this.#running.get(finished.place)?.held ?? []).filter((other) => other !== finished);
    if (held.length === 0) this.#running.delete(finished.place);
    else this.#running.set(finished.place, { held, firstSinceMs: nowMs });
  }

  /** Until the place has done what it holds, as predicted. */
  busyMs(place: P, nowMs: number): number {
    const running = this.#running.get(place);
    if (running === undefined) return 0;
    const [first, ...others] = running.held;
    const restMs = (first?.predictedMs ?? 0) - (nowMs - running.firstSinceMs);
    return others.reduce((total, { predictedMs }) => total + predictedMs, Math.max(restMs, 0));
  }

  /** Another that its place was given before it is not over. */
  isBehind(held: Held<P>): boolean {
    return (this.#running.get(held.place)?.held ?? []).indexOf(held) > 0;
  }

  /** All that the place holds, begun or not. */
  heldMs(place: P): number {
    return (this.#running.get(place)?.held ?? []).reduce((total, { predictedMs }) => total + predictedMs, 0);
  }

  get isIdle(): boolean {
    return this.#running.size === 0;
  }
}
