import type { Ticket } from "./batching/ticket.ts";
import type { Timings } from "./timings.ts";

/** What the line makes of a request: one answer per input, in order, and where the time went. */
export type Computed<Row> = {
  readonly rows: readonly Row[];
  readonly inputTokens: number;
  readonly timings: Timings;
};

/** The answer to one input, with the batch that it came from. */
type InputAnswer<Row> = {
  readonly row: Row;
  readonly tokens: number;
  /** The length that its row was padded to. */
  readonly paddedTokens: number;
  readonly batchRows: number;
  readonly queueMs: number;
  readonly computeMs: number;
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
  #isSettled = false;
  #sums = { tokens: 0, paddedTokens: 0, batchRows: 0 };

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

  expect(inputs: number): void {
    this.#missing = inputs;
  }

  /** Gives the whole answer when this was the last input, else null. */
  accept(position: number, answer: InputAnswer<Row>, nowMs: number): Computed<Row> | null {
    if (this.#isSettled) return null;
    this.#rows[position] = answer.row;
    this.#sums.tokens += answer.tokens;
    this.#sums.paddedTokens += answer.paddedTokens;
    this.#sums.batchRows += answer.batchRows;
    this.#missing -= 1;
    if (this.#missing > 0) return null;
    const { tokens, paddedTokens, batchRows } = this.#sums;
    const timings = {
      queueMs: answer.queueMs,
      computeMs: answer.computeMs,
      totalMs: nowMs - this.ticket.admittedAtMs,
      batchRows: batchRows / this.#rows.length,
      paddingShare: 1 - tokens / paddedTokens,
    };
    const computed = { rows: this.#rows, inputTokens: tokens, timings };
    this.#settle();
    this.#resolve(computed);
    return computed;
  }

  fail(reason: unknown): void {
    if (this.#isSettled) return;
    this.#settle();
    this.#reject(reason);
  }

  #settle(): void {
    this.#isSettled = true;
    this.#release();
  }
}
