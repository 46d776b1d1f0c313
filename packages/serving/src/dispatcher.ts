import type { Clock, Fault } from "@millrace/kernel";
import type { LineBounds, Refusal } from "./batching/admission.ts";
import type { CostModel } from "./batching/cost-model.ts";
import { type Attempt, decideRetry, FIRST_ATTEMPT, type Mishap } from "./batching/decide-retry.ts";
import { type Assignment, Scheduler } from "./batching/scheduler.ts";
import type { LineItem } from "./batching/ticket.ts";
import { AnswerBook } from "./caching/answer-book.ts";
import type { AnswerRoom } from "./caching/answer-room.ts";
import {
  deadlineInvalid,
  deadlinePassed,
  deadlineUnreachable,
  itemFailed,
  itemTimedOut,
  noReplica,
  outputTooLarge,
  queueFull,
} from "./faults.ts";
import type { Freight, Load } from "./freight.ts";
import { boundsOf, type LineSpec } from "./line-spec.ts";
import { type Computed, PendingRequest } from "./pending-request.ts";
import type { Precedence } from "./requests.ts";
import type { FigureKeeper } from "./rolling-figures.ts";
import { PAYLOAD_BYTES_MAX } from "./worker/frames.ts";
import type { Replica } from "./worker/replica.ts";

type DispatcherSettings = {
  readonly cost: CostModel;
  readonly figures: FigureKeeper;
  readonly clock: Clock;
  readonly answerRoom: AnswerRoom;
  readonly batchTimeoutMs: number;
  /** How long inputs wait while no replica is ready. */
  readonly startTimeoutMs: number;
  /** There may be no replica, but a request brings one. */
  readonly comesOnDemand: () => boolean;
  /** Why there is no replica, for a request that has waited for long enough. */
  readonly absence: () => Fault;
  /** Something is to be computed. */
  readonly onNeed: () => void;
  /** Nothing is admitted and nothing computes any more. */
  readonly onRest: () => void;
};

type Call = Precedence & { readonly signal?: AbortSignal | undefined };

type QueuedInput<Carried extends Load, Row> = LineItem &
  Attempt & {
    readonly request: PendingRequest<Row>;
    readonly position: number;
    readonly load: Carried;
    /** What the model sees in it; null when its answer is neither looked up nor kept. */
    readonly key: string | null;
    readonly enqueuedMs: number;
  };

type Done<Row> = { readonly answer: readonly Row[]; readonly computeMs: number };

/** The one owner of a group's line: admits requests, hands batches to replicas, deals with the outcome. */
export class Dispatcher<Carried extends Load, Row> {
  readonly #settings: DispatcherSettings;
  readonly #freight: Freight<Carried, Row>;
  readonly #replicas: () => readonly Replica[];
  readonly #scheduler: Scheduler<QueuedInput<Carried, Row>, Replica>;
  readonly #book: AnswerBook<QueuedInput<Carried, Row>, Row>;
  readonly #isDeterministic: boolean;
  /** Admitted and not answered, oldest first. */
  readonly #open = new Set<PendingRequest<Row>>();
  #spec: LineSpec;
  #sharesBatches = true;
  #nextOrder = 0;
  #answeredBatches = 0;
  #unreadySinceMs: number | null;
  #unreadyTimer: NodeJS.Timeout | undefined;
  #onIdle: (() => void) | null = null;
  #running = 0;
  #isPumpDue = false;

  constructor(
    settings: DispatcherSettings & {
      readonly freight: Freight<Carried, Row>;
      readonly isDeterministic: boolean;
    },
    spec: LineSpec,
    replicas: () => readonly Replica[],
  ) {
    this.#settings = settings;
    this.#freight = settings.freight;
    this.#isDeterministic = settings.isDeterministic;
    this.#book = new AnswerBook(spec.cacheBytesMax ?? 0, {
      keeping: settings.freight.keeping,
      room: settings.answerRoom,
      accept: (input, row) => this.#acceptKnown(input, row),
    });
    this.#spec = spec;
    this.#replicas = replicas;
    this.#scheduler = new Scheduler(settings.cost.predictMs, this.#bounds, replicas);
    this.#unreadySinceMs = settings.clock.monotonicMs();
  }

  get answeredBatches(): number {
    return this.#answeredBatches;
  }

  get queuedRequests(): number {
    return this.#scheduler.requests;
  }

  get queuedTokens(): number {
    return this.#scheduler.tokens;
  }

  /** No replica serves or will by itself: starting and restarting ones are a hope, the rest is none. */
  get isHopeless(): boolean {
    if (this.#settings.comesOnDemand()) return false;
    return !this.#replicas().some(({ state }) => state !== "quarantined" && state !== "stopping");
  }

  /** Nothing is admitted and nothing computes. */
  get isIdle(): boolean {
    return this.#open.size === 0 && this.#running === 0;
  }

  /** What waits keeps its place. */
  reshape(spec: LineSpec): void {
    this.#spec = spec;
    this.#scheduler.bounds = this.#bounds;
    this.#book.bytesMax = spec.cacheBytesMax ?? 0;
  }

  /** Gives back the memory of all answers, and keeps none from now on. */
  forgetAnswers(): void {
    this.#book.bytesMax = 0;
  }

  /** From now on every input is a batch of its own. */
  stopSharing(): void {
    this.#sharesBatches = false;
    this.#scheduler.bounds = this.#bounds;
  }

  /** The permit that every request needs. Throws `serving.queue_full` or `serving.no_replica`. */
  admit({ signal, priority = "interactive", flow = "", deadlineMs = Number.POSITIVE_INFINITY }: Call) {
    signal?.throwIfAborted();
    if (!(deadlineMs > 0)) throw deadlineInvalid(deadlineMs);
    if (this.isHopeless) throw noReplica(this.#spec.name);
    const ticket = this.#scheduler.admit({ priority, flow, deadlineMs }, this.#nowMs());
    if ("reason" in ticket) throw this.#faultOfRefusal(ticket);
    const request = new PendingRequest<Row>(ticket, signal, (settled) => this.#forget(settled));
    this.#open.add(request);
    return request;
  }

  /** Lines up the inputs of an admitted request, or fails it with `serving.queue_full` or `serving.deadline_…`. */
  enqueue(request: PendingRequest<Row>, inputs: readonly Carried[]): Promise<Computed<Row>> {
    if (request.isSettled) return request.answer;
    const enqueuedMs = this.#nowMs();
    const { ticket } = request;
    const looksUp = this.#looksUp;
    request.expect({ inputs: inputs.length, looksUp });
    const items = inputs.map((load, position) => {
      const { tokens, kin } = load;
      const order = this.#nextOrder++;
      const planMs = this.#scheduler.planMs(tokens);
      const key = looksUp ? this.#freight.keyOf(load) : null;
      return {
        ...FIRST_ATTEMPT,
        request,
        ticket,
        position,
        load,
        key,
        tokens,
        kin,
        planMs,
        order,
        enqueuedMs,
      };
    });
    const waiting = this.#book.lookUp(items);
    const refusal = waiting.length === 0 ? null : this.#scheduler.join(ticket, waiting, enqueuedMs);
    if (refusal !== null) request.fail(this.#faultOfRefusal(refusal));
    else if (waiting.length > 0) this.#settings.onNeed();
    this.#pumpSoon();
    return request.answer;
  }

  /** Hands out what can be handed out. Called whenever something waits, or a replica may have got room. */
  pump(): void {
    const nowMs = this.#nowMs();
    for (const { request } of this.#scheduler.overdue(nowMs)) {
      this.#settings.figures.countRefused();
      request.fail(deadlinePassed(this.#spec.name, this.#scheduler.drainMs(nowMs)));
    }
    for (let next = this.#scheduler.next(nowMs); next !== null; next = this.#scheduler.next(nowMs)) {
      void this.#runBatch(next);
    }
    this.#watchForReplicas(nowMs);
  }

  /** What arrives in one turn of the event loop may share a batch: the first one does not take the replica alone. */
  #pumpSoon(): void {
    if (this.#isPumpDue) return;
    this.#isPumpDue = true;
    setImmediate(() => {
      this.#isPumpDue = false;
      this.pump();
    });
  }

  /** Resolves when nothing is open. */
  idle(): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#onIdle = resolve;
    if (this.#open.size === 0) resolve();
    return promise;
  }

  failAll(fault: Fault): void {
    for (const request of [...this.#open]) request.fail(fault);
  }

  async #runBatch(assignment: Assignment<QueuedInput<Carried, Row>, Replica>): Promise<void> {
    const batch = this.#book.begin(assignment.batch);
    if (batch.length === 0) return this.#scheduler.finish(assignment, this.#nowMs());
    const run = assignment.place.run(this.#freight.pack(batch.map(({ load }) => load)));
    this.#running += 1;
    const over = run.then((outcome) => {
      this.#running -= 1;
      this.#scheduler.finish(assignment, this.#nowMs());
      return outcome;
    });
    const outcome = await this.#unlessStuck(assignment, over);
    switch (outcome.kind) {
      case "done":
        this.#answer(batch, outcome);
        break;
      case "untouched":
        this.#lineUpAgain(batch.flatMap((input) => [input, ...this.#book.abandoned(input)]));
        break;
      case "failed":
        this.#retry(batch, "failed", outcome.detail);
        break;
      case "too_large":
      case "died":
      case "timed_out":
        this.#retry(batch, outcome.kind, "");
    }
    this.pump();
    if (this.isIdle) this.#settings.onRest();
  }

  /**
   * A batch that lies behind one that does not end counts as untouched while another replica is ready: whatever its own
   * process makes of it later is ignored.
   */
  #unlessStuck<Outcome>(
    assignment: Assignment<QueuedInput<Carried, Row>, Replica>,
    over: Promise<Outcome>,
  ): Promise<Outcome | { kind: "untouched" }> {
    const others = () => this.#replicas().filter((replica) => replica !== assignment.place);
    if (others().length === 0 || !this.#scheduler.isBehind(assignment)) return over;
    const { promise, resolve } = Promise.withResolvers<Outcome | { kind: "untouched" }>();
    const look = () => {
      const isStuck = this.#scheduler.isBehind(assignment) && others().some(({ isReady }) => isReady);
      if (isStuck) resolve({ kind: "untouched" });
    };
    const timer = setTimeout(look, this.#scheduler.patienceMs(assignment, this.#nowMs()));
    void over.then((outcome) => {
      clearTimeout(timer);
      resolve(outcome);
      // Its place was kept occupied until now.
      this.pump();
    });
    return promise;
  }

  #acceptKnown({ request, position, tokens, enqueuedMs }: QueuedInput<Carried, Row>, row: Row): void {
    const nowMs = this.#nowMs();
    const answer = { row, tokens, queueMs: nowMs - enqueuedMs, computeMs: 0, batch: null };
    const computed = request.accept(position, answer, nowMs);
    if (computed !== null) this.#settings.figures.countRequest(computed);
  }

  #answer(batch: readonly QueuedInput<Carried, Row>[], { answer: rows, computeMs }: Done<Row>): void {
    const { cost, figures } = this.#settings;
    const nowMs = this.#nowMs();
    const longest = batch.reduce((most, { tokens }) => Math.max(most, tokens), 0);
    const tokens = batch.reduce((sum, input) => sum + input.tokens, 0);
    const batchRows = batch.reduce((sum, { load }) => sum + load.rows, 0);
    this.#answeredBatches += 1;
    cost.observe({ rows: batch.length, length: longest, tookMs: computeMs });
    const { isPadded } = this.#freight;
    figures.countBatch({ rows: batchRows, tokens, paddedTokens: isPadded ? longest * batch.length : tokens });
    for (const [index, input] of batch.entries()) {
      const row = rows[index];
      if (row === undefined) continue;
      const queueMs = Math.max(nowMs - input.enqueuedMs - computeMs, 0);
      const paddedTokens = isPadded ? longest : input.tokens;
      const from = { paddedTokens, rows: batchRows };
      const answer = { row, tokens: input.tokens, queueMs, computeMs, batch: from };
      const computed = input.request.accept(input.position, answer, nowMs);
      if (computed !== null) figures.countRequest(computed);
      this.#book.answered(input, row);
    }
  }

  #retry(batch: readonly QueuedInput<Carried, Row>[], mishap: Mishap, detail: string): void {
    const again: QueuedInput<Carried, Row>[] = [];
    for (const input of batch) {
      const attempt = decideRetry(input, mishap, batch.length);
      const followers = this.#book.abandoned(input);
      // What failed alone would fail for each who asked the same, one process after the other.
      if (attempt !== null) again.push({ ...input, ...attempt }, ...followers);
      else for (const one of [input, ...followers]) one.request.fail(this.#faultOf(one, mishap, detail));
    }
    this.#lineUpAgain(again);
  }

  #faultOf({ position }: QueuedInput<Carried, Row>, mishap: Mishap, detail: string): Fault {
    const { name } = this.#spec;
    const label = this.#freight.labelOf(position);
    switch (mishap) {
      case "timed_out":
        return itemTimedOut(name, label, this.#settings.batchTimeoutMs);
      case "too_large":
        return outputTooLarge(name, PAYLOAD_BYTES_MAX);
      case "died":
        return itemFailed(name, label, "its process died each time");
      case "failed":
        return this.#freight.rejectionOf(name, detail) ?? itemFailed(name, label, detail);
    }
  }

  #faultOfRefusal(refusal: Refusal): Fault {
    this.#settings.figures.countRefused();
    return refusal.reason === "queue_full"
      ? queueFull(this.#spec.name, refusal.retryAfterMs)
      : deadlineUnreachable(this.#spec.name, refusal.retryAfterMs);
  }

  #lineUpAgain(batch: readonly QueuedInput<Carried, Row>[]): void {
    this.#scheduler.rejoin(batch.filter(({ request }) => !request.isSettled));
  }

  #forget(request: PendingRequest<Row>): void {
    this.#open.delete(request);
    this.#scheduler.drop(request.ticket);
    if (this.#open.size === 0) this.#onIdle?.();
    if (this.isIdle) this.#settings.onRest();
  }

  /** While no replica is ready, a timer fails what has waited for too long. With one, there is no timer. */
  #watchForReplicas(nowMs: number): void {
    clearTimeout(this.#unreadyTimer);
    if (this.#replicas().some(({ isReady }) => isReady)) {
      this.#unreadySinceMs = null;
      return;
    }
    this.#unreadySinceMs ??= nowMs;
    if (this.isHopeless) this.failAll(noReplica(this.#spec.name));
    const oldest = this.#oldestWaiting();
    if (oldest === undefined) return;
    const patienceFromMs = Math.max(oldest.ticket.admittedAtMs, this.#unreadySinceMs);
    const dueMs = patienceFromMs + this.#settings.startTimeoutMs;
    const wakeMs = Math.min(dueMs, this.#scheduler.nextDeadlineAtMs);
    this.#unreadyTimer = setTimeout(() => {
      if (this.#nowMs() >= dueMs) oldest.fail(this.#settings.absence());
      this.pump();
    }, wakeMs - nowMs);
  }

  #oldestWaiting(): PendingRequest<Row> | undefined {
    for (const request of this.#open) if (request.ticket.waiting > 0) return request;
    return undefined;
  }

  get #bounds(): LineBounds {
    const bounds = boundsOf(this.#spec, this.#freight);
    return this.#sharesBatches ? bounds : { ...bounds, rowsMax: 1 };
  }

  get #looksUp(): boolean {
    return this.#isDeterministic && (this.#spec.cacheBytesMax ?? 0) > 0;
  }

  #nowMs(): number {
    return this.#settings.clock.monotonicMs();
  }
}
