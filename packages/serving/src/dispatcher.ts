import type { Clock, Fault } from "@millrace/kernel";
import type { TokenBatch } from "./backends/backend.ts";
import type { LineBounds, Refusal } from "./batching/admission.ts";
import type { CostModel } from "./batching/cost-model.ts";
import { type Attempt, decideRetry, FIRST_ATTEMPT, type Mishap } from "./batching/decide-retry.ts";
import { type Assignment, Scheduler } from "./batching/scheduler.ts";
import type { LineItem } from "./batching/ticket.ts";
import {
  deadlineInvalid,
  deadlinePassed,
  deadlineUnreachable,
  itemFailed,
  itemTimedOut,
  noReplica,
  queueFull,
} from "./faults.ts";
import { type Computed, PendingRequest } from "./pending-request.ts";
import type { Precedence } from "./requests.ts";
import type { FigureKeeper } from "./rolling-figures.ts";
import { QUEUE_MS_MAX_DEFAULT, type ReplicaGroupSpec } from "./spec.ts";
import type { Replica } from "./worker/replica.ts";
import type { BatchOutcome } from "./worker/worker-process.ts";

type DispatcherSettings = {
  readonly cost: CostModel;
  readonly figures: FigureKeeper;
  readonly clock: Clock;
  readonly batchTimeoutMs: number;
  /** How long inputs wait while no replica is ready. */
  readonly startTimeoutMs: number;
};

/** The part of a spec that can change while requests wait. */
type LineSpec = Pick<
  ReplicaGroupSpec,
  "name" | "batchTokensMax" | "batchRowsMax" | "queueRequestsMax" | "queueMsMax"
>;

type Call = Precedence & { readonly signal?: AbortSignal | undefined };

type QueuedInput = LineItem &
  Attempt & {
    readonly request: PendingRequest;
    readonly position: number;
    readonly ids: Int32Array;
    readonly enqueuedMs: number;
  };

/** The one owner of a group's line: admits requests, hands batches to replicas, deals with the outcome. */
export class Dispatcher {
  readonly #settings: DispatcherSettings;
  readonly #replicas: () => readonly Replica[];
  readonly #scheduler: Scheduler<QueuedInput, Replica>;
  /** Admitted and not answered, oldest first. */
  readonly #open = new Set<PendingRequest>();
  #name: string;
  #nextOrder = 0;
  #unreadySinceMs: number | null;
  #unreadyTimer: NodeJS.Timeout | undefined;
  #onIdle: (() => void) | null = null;

  constructor(settings: DispatcherSettings, spec: LineSpec, replicas: () => readonly Replica[]) {
    this.#settings = settings;
    this.#name = spec.name;
    this.#replicas = replicas;
    this.#scheduler = new Scheduler(settings.cost.predictMs, boundsOf(spec), replicas);
    this.#unreadySinceMs = settings.clock.monotonicMs();
  }

  get queuedRequests(): number {
    return this.#scheduler.requests;
  }

  get queuedTokens(): number {
    return this.#scheduler.tokens;
  }

  /** No replica serves or will by itself: starting and restarting ones are a hope, the rest is none. */
  get isHopeless(): boolean {
    return !this.#replicas().some(({ state }) => state !== "quarantined" && state !== "stopping");
  }

  /** What waits keeps its place. */
  reshape(spec: LineSpec): void {
    this.#name = spec.name;
    this.#scheduler.bounds = boundsOf(spec);
  }

  /** The permit that every request needs. Throws `serving.queue_full` or `serving.no_replica`. */
  admit({ signal, priority = "interactive", flow = "", deadlineMs = Number.POSITIVE_INFINITY }: Call) {
    signal?.throwIfAborted();
    if (!(deadlineMs > 0)) throw deadlineInvalid(deadlineMs);
    if (this.isHopeless) throw noReplica(this.#name);
    const ticket = this.#scheduler.admit({ priority, flow, deadlineMs }, this.#nowMs());
    if ("reason" in ticket) throw this.#faultOfRefusal(ticket);
    const request = new PendingRequest(ticket, signal, (settled) => this.#forget(settled));
    this.#open.add(request);
    return request;
  }

  /** Lines up the inputs of an admitted request, or fails it with `serving.queue_full` or `serving.deadline_…`. */
  enqueue(request: PendingRequest, inputs: readonly Int32Array[]): Promise<Computed> {
    if (request.isSettled) return request.answer;
    const enqueuedMs = this.#nowMs();
    const { ticket } = request;
    request.expect(inputs.length);
    const items = inputs.map((ids, position) => {
      const [order, tokens] = [this.#nextOrder++, ids.length];
      const planMs = this.#scheduler.planMs(tokens);
      return { ...FIRST_ATTEMPT, request, ticket, position, ids, tokens, planMs, order, enqueuedMs };
    });
    const refusal = this.#scheduler.join(ticket, items, enqueuedMs);
    if (refusal !== null) request.fail(this.#faultOfRefusal(refusal));
    this.pump();
    return request.answer;
  }

  /** Hands out what can be handed out. Called whenever something waits, or a replica may have got room. */
  pump(): void {
    const nowMs = this.#nowMs();
    for (const { request } of this.#scheduler.overdue(nowMs)) {
      this.#settings.figures.countRefused();
      request.fail(deadlinePassed(this.#name, this.#scheduler.drainMs(nowMs)));
    }
    for (let next = this.#scheduler.next(nowMs); next !== null; next = this.#scheduler.next(nowMs)) {
      void this.#runBatch(next);
    }
    this.#watchForReplicas(nowMs);
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

  async #runBatch(assignment: Assignment<QueuedInput, Replica>): Promise<void> {
    const { place, batch } = assignment;
    const outcome = await place.run(tokenBatchOf(batch));
    this.#scheduler.finish(assignment, this.#nowMs());
    switch (outcome.kind) {
      case "rows":
        this.#answer(batch, outcome);
        break;
      case "untouched":
        this.#lineUpAgain(batch);
        break;
      case "failed":
        this.#retry(batch, "failed", outcome.detail);
        break;
      case "died":
      case "timed_out":
        this.#retry(batch, outcome.kind, "");
    }
    this.pump();
  }

  #answer(batch: readonly QueuedInput[], outcome: Extract<BatchOutcome, { kind: "rows" }>): void {
    const { width, values, computeMs } = outcome;
    const { cost, figures } = this.#settings;
    const nowMs = this.#nowMs();
    const paddedTokens = batch.reduce((longest, { tokens }) => Math.max(longest, tokens), 0);
    const tokens = batch.reduce((sum, input) => sum + input.tokens, 0);
    cost.observe({ rows: batch.length, length: paddedTokens, tookMs: computeMs });
    figures.countBatch({ rows: batch.length, tokens, paddedTokens: paddedTokens * batch.length });
    for (const [index, input] of batch.entries()) {
      const row = values.slice(index * width, (index + 1) * width);
      const queueMs = Math.max(nowMs - input.enqueuedMs - computeMs, 0);
      const answer = { row, tokens: input.tokens, paddedTokens, batchRows: batch.length, queueMs, computeMs };
      const computed = input.request.accept(input.position, answer, nowMs);
      if (computed !== null) figures.countRequest(computed.timings, computed.inputTokens);
    }
  }

  #retry(batch: readonly QueuedInput[], mishap: Mishap, detail: string): void {
    const again: QueuedInput[] = [];
    for (const input of batch) {
      const attempt = decideRetry(input, mishap, batch.length);
      if (attempt === null) input.request.fail(this.#faultOf(input, mishap, detail));
      else again.push({ ...input, ...attempt });
    }
    this.#lineUpAgain(again);
  }

  #faultOf({ position }: QueuedInput, mishap: Mishap, detail: string): Fault {
    const { batchTimeoutMs } = this.#settings;
    if (mishap === "timed_out") return itemTimedOut(this.#name, position, batchTimeoutMs);
    return itemFailed(this.#name, position, mishap === "died" ? "its process died each time" : detail);
  }

  #faultOfRefusal(refusal: Refusal): Fault {
    this.#settings.figures.countRefused();
    return refusal.reason === "queue_full"
      ? queueFull(this.#name, refusal.retryAfterMs)
      : deadlineUnreachable(this.#name, refusal.retryAfterMs);
  }

  #lineUpAgain(batch: readonly QueuedInput[]): void {
    this.#scheduler.rejoin(batch.filter(({ request }) => !request.isSettled));
  }

  #forget(request: PendingRequest): void {
    this.#open.delete(request);
    this.#scheduler.drop(request.ticket);
    if (this.#open.size === 0) this.#onIdle?.();
  }

  /** While no replica is ready, a timer fails what has waited for too long. With one, there is no timer. */
  #watchForReplicas(nowMs: number): void {
    clearTimeout(this.#unreadyTimer);
    if (this.#replicas().some(({ isReady }) => isReady)) {
      this.#unreadySinceMs = null;
      return;
    }
    this.#unreadySinceMs ??= nowMs;
    if (this.isHopeless) this.failAll(noReplica(this.#name));
    const oldest = this.#oldestWaiting();
    if (oldest === undefined) return;
    const patienceFromMs = Math.max(oldest.ticket.admittedAtMs, this.#unreadySinceMs);
    const dueMs = patienceFromMs + this.#settings.startTimeoutMs;
    const wakeMs = Math.min(dueMs, this.#scheduler.nextDeadlineAtMs);
    this.#unreadyTimer = setTimeout(() => {
      if (this.#nowMs() >= dueMs) oldest.fail(noReplica(this.#name));
      this.pump();
    }, wakeMs - nowMs);
  }

  #oldestWaiting(): PendingRequest | undefined {
    for (const request of this.#open) if (request.ticket.waiting > 0) return request;
    return undefined;
  }

  #nowMs(): number {
    return this.#settings.clock.monotonicMs();
  }
}

function boundsOf(spec: LineSpec): LineBounds {
  return {
    tokensMax: spec.batchTokensMax,
    rowsMax: spec.batchRowsMax,
    requestsMax: spec.queueRequestsMax,
    workMsMax: spec.queueMsMax ?? QUEUE_MS_MAX_DEFAULT,
  };
}

function tokenBatchOf(batch: readonly QueuedInput[]): TokenBatch {
  const lengths = Int32Array.from(batch, ({ tokens }) => tokens);
  const ids = new Int32Array(lengths.reduce((sum, length) => sum + length, 0));
  let offset = 0;
  for (const input of batch) {
    ids.set(input.ids, offset);
    offset += input.tokens;
  }
  return { lengths, ids };
}
