import type { Ticket } from "./batching/ticket.ts";
import type { CacheUse } from "./requests.ts";
import type { Timings } from "./timings.ts";

/** What the line makes of a request: one answer per input, in order, and where the time went. */
export type Computed<Row> = {
  readonly rows: readonly Row[];
  readonly inputTokens: number;
  readonly cachedInputTokens: number;
  readonly cache: CacheUse;
  readonly timings: Timings;
};

/** The answer to one input. */
type InputAnswer<Row> = {
  readonly row: Row;
  readonly tokens: number;
  readonly queueMs: number;
  readonly computeMs: number;
  /** The batch that it came from; null for an answer that was known. */
  readonly batch: {
    /** The length that its row was padded to. */
    readonly paddedTokens: number;
    readonly rows: number;
  } | null;
};

/** A call between its admission and its answer. It settles once; whatever comes later is ignored. */
export class PendingRequest<Row> {
  readonly answer: Promise<Computed<Row>>;
  readonly ticket: Ticket;

  readonly #resolve: (computed: Computed<Row>) => void;
  readonly #reject: (reason: unknown) => void;
  readonly #release: () => void;
  readonly #rows: Row[] = [];
  #missing = Number.POSITIVE_INFINITY;
  #looksUp = false;
  #isSettled = false;
  #sums = { computed: 0, tokens: 0, paddedTokens: 0, batchRows: 0, cachedTokens: 0 };

  /** `onSettled` is called once, before the answer is known to its awaiter. */
  constructor(
    ticket: Ticket,
    signal: AbortSignal | undefined,
    onSettled: (request: PendingRequest<Row>) => void,
  ) {
    const { promise, resolve, reject } = Promise.withResolvers<Computed<Row>>();
    // It may fail while its inputs are still being tokenized, when nobody waits for the answer yet.
    promise.catch(() => undefined);
    this.answer = promise;
    this.ticket = ticket;
    this.#resolve = resolve;
    this.#reject = reject;
    const leave = () => this.fail(signal?.reason);
    signal?.addEventListener("abort", leave, { once: true });
    this.#release = () => {
      signal?.removeEventListener("abort", leave);
      onSettled(this);
    };
  }

  get isSettled(): boolean {
    return this.#isSettled;
  }

  /** `looksUp`: answers may be known. */
  expect({ inputs, looksUp }: { readonly inputs: number; readonly looksUp: boolean }): void {
    this.#missing = inputs;
    this.#looksUp = looksUp;
  }

  /** Gives the whole answer when this was the last input, else null. */
  accept(position: number, answer: InputAnswer<Row>, nowMs: number): Computed<Row> | null {
    if (this.#isSettled) return null;
    this.#rows[position] = answer.row;
    this.#count(answer);
    this.#missing -= 1;
    if (this.#missing > 0) return null;
    const { queueMs, computeMs } = answer;
    const totalMs = nowMs - this.ticket.admittedAtMs;
    const computed = this.#computed({ queueMs, computeMs, totalMs });
    this.#settle();
    this.#resolve(computed);
    return computed;
  }

  fail(reason: unknown): void {
    if (this.#isSettled) return;
    this.#settle();
    this.#reject(reason);
  }

  #count({ batch, tokens }: InputAnswer<Row>): void {
    const sums = this.#sums;
    if (batch === null) {
      sums.cachedTokens += tokens;
      return;
    }
    sums.computed += 1;
    sums.tokens += tokens;
    sums.paddedTokens += batch.paddedTokens;
    sums.batchRows += batch.rows;
  }

  #computed(durations: Pick<Timings, "queueMs" | "computeMs" | "totalMs">): Computed<Row> {
    const { computed, tokens, paddedTokens, batchRows, cachedTokens } = this.#sums;
    const isAnyComputed = computed > 0;
    return {
      rows: this.#rows,
      inputTokens: tokens + cachedTokens,
      cachedInputTokens: cachedTokens,
      cache: this.#cacheUse(),
      timings: {
        ...durations,
        batchRows: isAnyComputed ? batchRows / computed : 0,
        paddingShare: isAnyComputed ? 1 - tokens / paddedTokens : 0,
      },
    };
  }

  #cacheUse(): CacheUse {
    if (!this.#looksUp) return "off";
    const { computed } = this.#sums;
    if (computed === 0) return "hit";
    return computed === this.#rows.length ? "miss" : "partial";
  }

  #settle(): void {
    this.#isSettled = true;
    this.#release();
  }
}
