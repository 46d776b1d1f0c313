type Bounds = { totalMax: number; perSubjectMax: number };

/** Counts who is inside, in all and of each subject; nobody waits. */
export class Turnstile {
  readonly #bounds: Bounds;
  readonly #inside = new Map<string, number>();
  #total = 0;

  constructor(bounds: Bounds) {
    this.#bounds = bounds;
  }

  /** False when there is no room; whoever was let in must leave. */
  enter(subject: string): boolean {
    const inside = this.#inside.get(subject) ?? 0;
    if (this.#total >= this.#bounds.totalMax || inside >= this.#bounds.perSubjectMax) return false;
    this.#inside.set(subject, inside + 1);
    this.#total += 1;
    return true;
  }

  leave(subject: string): void {
    const inside = this.#inside.get(subject) ?? 0;
    if (inside <= 1) this.#inside.delete(subject);
    else this.#inside.set(subject, inside - 1);
    this.#total -= 1;
  }
}
