import type { Clock, Fault } from "@millrace/kernel";
import type { TokenBatch } from "./backends/backend.ts";
import type { CostModel } from "./batching/cost-model.ts";
import { type Attempt, decideRetry, FIRST_ATTEMPT, type Mishap } from "./batching/decide-retry.ts";
import { WaitingLine } from "./batching/waiting-line.ts";
import { itemFailed, itemTimedOut, noReplica, queueFull } from "./faults.ts";
import { type Computed, PendingRequest } from "./pending-request.ts";
import type { FigureKeeper } from "./rolling-figures.ts";
import type { ReplicaGroupSpec } from "./spec.ts";
import type { Replica } from "./worker/replica.ts";
import type { BatchOutcome } from "./worker/worker-process.ts";

/** Bounds the memory of the line, whatever the requests' number. */
const WAITING_TOKENS_MAX = 4_194_304;

type DispatcherSettings = {
  readonly cost: CostModel;
  readonly figures: FigureKeeper;
  readonly clock: Clock;
  readonly batchTimeoutMs: number;
  /** How long inputs wait while no replica is ready. */
  readonly startTimeoutMs: number;
};

/** The part of a spec that can change while requests wait. */
type LineSpec = Pick<ReplicaGroupSpec, "name" | "batchTokensMax" | "batchRowsMax" | "queueRequestsMax">;

type QueuedInput = Attempt & {
  readonly request: PendingRequest;
  readonly position: number;
  readonly ids: Int32Array;
  readonly tokens: number;
  readonly order: number;
  readonly enqueuedMs: number;
};

/** The one owner of a group's line: admits requests, forms batches, hands them to replicas, deals with the outcome. */
export class Dispatcher {
  spec: LineSpec;
  readonly #settings: DispatcherSettings;
  readonly #replicas: () => readonly Replica[];
  readonly #line = new WaitingLine<QueuedInput>();
  /** Admitted and not answered. */
  readonly #open = new Set<PendingRequest>();
  /** Those of them with an input that no batch holds. */
  readonly #waiting = new Set<PendingRequest>();
  #nextOrder = 0;
  #unreadySinceMs: number | null;
  #unreadyTimer: NodeJS.Timeout | undefined;
  #onIdle: (() => void) | null = null;

  constructor(settings: DispatcherSettings, spec: LineSpec, replicas: () => readonly Replica[]) {
    this.#settings = settings;
    this.spec = spec;
    this.#replicas = replicas;
    this.#unreadySinceMs = settings.clock.monotonicMs();
  }

  get queuedRequests(): number {
    return this.#waiting.size;
  }

  get queuedTokens(): number {
    return this.#line.tokens;
  }

  /** No replica serves or will by itself: starting and restarting ones are a hope, the rest is none. */
  get isHopeless(): boolean {
    return !this.#replicas().some(({ state }) => state !== "quarantined" && state !== "stopping");
  }

  /** The permit that every request needs. Throws `serving.queue_full` or `serving.no_replica`. */
  admit(signal: AbortSignal | undefined): PendingRequest {
    signal?.throwIfAborted();
    if (this.isHopeless) throw noReplica(this.spec.name);
    if (this.#waiting.size >= this.spec.queueRequestsMax) throw this.#refuse();
    const startedMs = this.#settings.clock.monotonicMs();
    const request = new PendingRequest(startedMs, signal, (settled) => this.#forget(settled));
    this.#open.add(request);
    this.#waiting.add(request);
    return request;
  }

  /** Lines up the inputs of an admitted request. */
  enqueue(request: PendingRequest, inputs: readonly Int32Array[]): Promise<Computed> {
    if (request.isSettled) return request.answer;
    const tokens = inputs.reduce((sum, ids) => sum + ids.length, 0);
    if (this.#line.size > 0 && this.#line.tokens + tokens > WAITING_TOKENS_MAX) {
      request.fail(this.#refuse());
      return request.answer;
    }
    const enqueuedMs = this.#settings.clock.monotonicMs();
    request.expect(inputs.length);
    this.#line.join(
      inputs.map((ids, position) => {
        const order = this.#nextOrder++;
        return { ...FIRST_ATTEMPT, request, position, ids, tokens: ids.length, order, enqueuedMs };
      }),
    );
    this.pump();
    return request.answer;
  }

  /** Hands out what can be handed out. Called whenever something waits, or a replica may have got room. */
  pump(): void {
    while (this.#line.size > 0) {
      const replica = roomiest(this.#replicas());
      if (replica === null) break;
      void this.#runBatch(replica, this.#takeBatch());
    }
    this.#watchForReplicas();
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

  #takeBatch(): QueuedInput[] {
    const { batchTokensMax, batchRowsMax } = this.spec;
    const bounds = { tokensMax: batchTokensMax, rowsMax: batchRowsMax };
    const batch = this.#line.take(bounds, this.#settings.cost.predictMs);
    for (const { request } of batch) {
      request.waitingInputs -= 1;
      if (request.waitingInputs === 0) this.#waiting.delete(request);
    }
    return batch;
  }

  async #runBatch(replica: Replica, batch: readonly QueuedInput[]): Promise<void> {
    const outcome = await replica.run(tokenBatchOf(batch));
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
    const { clock, cost, figures } = this.#settings;
    const nowMs = clock.monotonicMs();
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
    const { name } = this.spec;
    const { batchTimeoutMs } = this.#settings;
    if (mishap === "timed_out") return itemTimedOut(name, position, batchTimeoutMs);
    return itemFailed(name, position, mishap === "died" ? "its process died each time" : detail);
  }

  #lineUpAgain(batch: readonly QueuedInput[]): void {
    const live = batch.filter(({ request }) => !request.isSettled);
    for (const { request } of live) {
      request.waitingInputs += 1;
      this.#waiting.add(request);
    }
    this.#line.rejoin(live);
  }

  #forget(request: PendingRequest): void {
    this.#open.delete(request);
    this.#waiting.delete(request);
    if (request.waitingInputs > 0) this.#line.remove((input) => input.request === request);
    if (this.#open.size === 0) this.#onIdle?.();
  }

  #refuse(): Fault {
    const { figures } = this.#settings;
    figures.countRefused();
    return queueFull(this.spec.name, {
      tokens: this.#line.tokens,
      tokensPerSecond: figures.tokensPerSecond(),
    });
  }

  /** While no replica is ready, a timer fails what has waited for too long. With one, there is no timer. */
  #watchForReplicas(): void {
    clearTimeout(this.#unreadyTimer);
    if (this.#replicas().some(({ state }) => state === "ready")) {
      this.#unreadySinceMs = null;
      return;
    }
    const nowMs = this.#settings.clock.monotonicMs();
    this.#unreadySinceMs ??= nowMs;
    if (this.isHopeless) this.failAll(noReplica(this.spec.name));
    const { oldest } = this.#line;
    if (oldest === undefined) return;
    const dueMs = Math.max(oldest.enqueuedMs, this.#unreadySinceMs) + this.#settings.startTimeoutMs;
    this.#unreadyTimer = setTimeout(() => this.#giveUpOn(oldest.request), dueMs - nowMs);
  }

  #giveUpOn(request: PendingRequest): void {
    request.fail(noReplica(this.spec.name));
    this.#watchForReplicas();
  }
}

/** The replica with the most room, so that idle ones come before a second batch for a busy one. */
function roomiest(replicas: readonly Replica[]): Replica | null {
  let best: Replica | null = null;
  for (const replica of replicas) if (replica.room > (best?.room ?? 0)) best = replica;
  return best;
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
