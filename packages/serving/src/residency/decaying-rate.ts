/** How fast the past is forgotten: after this long an event counts 1/e. */
const MEMORY_MS = 60_000;

/** Events per second of late. Never quite zero after the first, so the one used longer ago always has the lower rate. */
export class DecayingRate {
  #weight = 0;
  #atMs = 0;

  count(nowMs: number): void {
    this.#weight = this.#weightAt(nowMs) + 1;
    this.#atMs = nowMs;
  }

  perSecond(nowMs: number): number {
    return this.#weightAt(nowMs) / (MEMORY_MS / 1_000);
  }

  #weightAt(nowMs: number): number {
    return this.#weight * Math.exp(-(nowMs - this.#atMs) / MEMORY_MS);
  }
}
