import { getHeapStatistics } from "node:v8";

/** Of what the heap of this process may grow to; the rest is for requests. */
const HEAP_SHARE = 0.25;

/** The memory that all caches of an engine share, however much each of them may take. */
export class AnswerRoom {
  readonly #bytesMax: number;
  #bytes = 0;

  constructor(bytesMax = getHeapStatistics().heap_size_limit * HEAP_SHARE) {
    this.#bytesMax = bytesMax;
  }

  get bytes(): number {
    return this.#bytes;
  }

  /** False when there is not so much left. */
  take(bytes: number): boolean {
    if (this.#bytes + bytes > this.#bytesMax) return false;
    this.#bytes += bytes;
    return true;
  }

  give(bytes: number): void {
    this.#bytes -= bytes;
  }
}
