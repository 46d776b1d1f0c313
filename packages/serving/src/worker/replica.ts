import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import type { Clock } from "@millrace/kernel";
import type { Place } from "../batching/in-flight.ts";
import type { GraphCache, GraphPlan } from "../graph-cache/graph-cache.ts";
import { isBloated } from "../residency/high-water.ts";
import type { ReplicaState, ReplicaStatus } from "../status.ts";
import type { Ending } from "./bare-process.ts";
import type { Batch, BatchOutcome } from "./batch.ts";
import { type DeathRecord, NO_DEATHS, recordDeath, restartDelayMs } from "./restart-policy.ts";
import { explainEnding, explainFailure, type Trouble } from "./trouble.ts";
import type { Warmth } from "./warm-up.ts";
import { WorkerProcess, type WorkerSettings } from "./worker-process.ts";

/** One batch computes while the next lies ready in the pipe, so that the process never waits for us. */
const BATCHES_IN_FLIGHT_MAX = 2;

type ReplicaSettings = {
  readonly worker: WorkerSettings;
  /** Null opens every graph as it is. */
  readonly graphs: Promise<GraphCache> | null;
  readonly warmUp: (worker: WorkerProcess) => Promise<Warmth>;
  readonly clock: Clock;
  /** Batches that the group has answered so far. */
  readonly answered: () => number;
  /** Before it takes batches. */
  readonly onWarm: (warmth: Extract<Warmth, { kind: "warm" }>) => void;
  /** Its memory has grown so much that another process should take its place. Told once per process. */
  readonly onBloated: (replica: Replica) => void;
  /** After every change of state. */
  readonly onChange: () => void;
};

/** One place for a process, which it starts again when that dies. It lives until `retire` or `end`. */
export class Replica implements Place {
  /** Resolves when it has stopped and its process is gone. */
  readonly gone: Promise<void>;

  readonly #settings: ReplicaSettings;
  #state: ReplicaState = "starting";
  #since: Date;
  #trouble: Trouble | null = null;
  #worker: WorkerProcess | null = null;
  #inFlight = 0;
  #deaths: DeathRecord = NO_DEATHS;
  /** What the group had answered at the last death. */
  #answeredAtDeath = 0;
  #restarts = 0;
  #isStopping = false;
  #isRenewing = false;
  #distrustsGraph = false;
  #ready: Ready | null = null;
  #pause = new AbortController();

  constructor(settings: ReplicaSettings) {
    this.#settings = settings;
    this.#since = settings.clock.now();
    // Whoever makes it knows it before it tells of itself.
    this.gone = Promise.resolve().then(() => this.#live());
  }

  get state(): ReplicaState {
    return this.#state;
  }

  get isReady(): boolean {
    return this.#state === "ready";
  }

  /** Batches that it takes now. */
  get room(): number {
    const takes = this.#state === "ready" && this.#worker?.isOver === false;
    return takes ? BATCHES_IN_FLIGHT_MAX - this.#inFlight : 0;
  }

  get status(): ReplicaStatus {
    return {
      state: this.#state,
      provider: this.#settings.worker.backend.provider,
      since: this.#since,
      reason: this.#trouble?.reason ?? null,
      detail: this.#trouble?.detail ?? null,
      pid: this.#worker?.pid ?? null,
      memoryBytes: this.#worker?.memoryBytes ?? null,
      restarts: this.#restarts,
    };
  }

  async run<Answer>(batch: Batch<Answer>): Promise<BatchOutcome<Answer>> {
    if (this.#worker === null) return { kind: "untouched" };
    this.#inFlight += 1;
    const outcome = await this.#worker.run(batch);
    this.#inFlight -= 1;
    if ((this.#isStopping || this.#isRenewing) && this.#inFlight === 0) this.#worker?.kill();
    else this.#watchMemory();
    return outcome;
  }

  /** Takes no batches until those in flight are done and a new process has taken the place of this one. */
  renew(): void {
    if (this.#state !== "ready") return;
    this.#isRenewing = true;
    this.#enter("restarting", GROWN);
    if (this.#inFlight === 0) this.#worker?.kill();
  }

  /** Takes no more batches, and ends when those in flight are done. */
  retire(): void {
    this.#stop();
    if (this.#inFlight === 0) this.#worker?.kill();
  }

  /** Ends now; batches in flight are lost. */
  end(): void {
    this.#stop();
    this.#worker?.kill();
  }

  /** Starts again now, with a clean slate, if it waits in quarantine. */
  revive(): void {
    if (this.#state !== "quarantined") return;
    this.#deaths = NO_DEATHS;
    this.#pause.abort();
  }

  #stop(): void {
    if (this.#isStopping) return;
    this.#isStopping = true;
    this.#pause.abort();
    this.#enter("stopping", this.#trouble);
  }

  async #live(): Promise<void> {
    while (!this.#isStopping) {
      this.#enter("starting", this.#trouble);
      const life = await this.#liveOnce().catch((thrown) => this.#cutShort(thrown));
      this.#worker = null;
      this.#ready = null;
      if (this.#isStopping) break;
      this.#distrustsGraph = life.again;
      if (life.again) continue;
      if (this.#isRenewing) {
        this.#isRenewing = false;
        this.#restarts += 1;
        continue;
      }
      const delayMs = life.canRestart ? this.#nextDelayMs(life) : null;
      this.#enter(delayMs === null ? "quarantined" : "restarting", life.trouble);
      await this.#rest(delayMs);
      this.#restarts += 1;
    }
  }

  async #liveOnce(): Promise<Life> {
    const { worker: settings, clock } = this.#settings;
    const startedMs = clock.monotonicMs();
    const planGraph = this.#distrustsGraph ? planOriginal : settings.planGraph;
    const worker = await WorkerProcess.start({ ...settings, planGraph });
    this.#worker = worker;
    if (this.#isStopping) worker.kill();
    const outcome = await this.#makeReady(worker);
    const isReady = outcome === "ready" && !this.#isStopping;
    const readyMs = clock.monotonicMs();
    const { memoryBytes } = worker;
    if (isReady) this.#ready = { atMs: readyMs, startMs: readyMs - startedMs, bytes: memoryBytes };
    if (isReady) this.#enter("ready", null);
    else worker.kill();
    if (isReady) await this.#keepGraph(worker);
    const ending = await worker.ended;
    const again = !isReady && (await this.#suspectGraph(worker, ending));
    if (typeof outcome === "object") return { ...UNSERVED, trouble: outcome, canRestart: false, again };
    return {
      trouble: explainEnding(ending, isReady, settings.memoryBytesMax),
      servedMs: isReady ? clock.monotonicMs() - readyMs : 0,
      wasKilledEarly: ending.wasKilled && !isReady,
      canRestart: true,
      again,
    };
  }

  /** No process may outlive its place here. */
  async #cutShort(thrown: unknown): Promise<Life> {
    this.#worker?.kill();
    await this.#worker?.ended;
    return lifeNotBegun(thrown);
  }

  async #keepGraph({ plan, graphFolder }: WorkerProcess): Promise<void> {
    if (plan.kind === "saving") await (await this.#settings.graphs)?.keep(plan.key, graphFolder);
  }

  /** True when the graph's original should be tried, as what was saved of it may be to blame. */
  async #suspectGraph({ plan }: WorkerProcess, { wasKilled }: Ending): Promise<boolean> {
    if (plan.kind === "original") return false;
    const graphs = await this.#settings.graphs;
    const isInnocent = this.#isStopping || wasKilled;
    if (isInnocent) graphs?.release(plan.key);
    else await graphs?.discard(plan.key);
    return !isInnocent;
  }

  /** The trouble is one that a restart does not cure; `ended` may be cured by one. */
  async #makeReady(worker: WorkerProcess): Promise<"ready" | "ended" | Trouble> {
    const { memoryBytesMax } = this.#settings.worker;
    const opening = await worker.opening;
    if (opening.kind === "refused") return { reason: opening.reason, detail: opening.reason };
    if (opening.kind === "failed") return explainFailure(opening.detail, memoryBytesMax);
    if (opening.kind === "died") return "ended";
    const warmth = await this.#settings.warmUp(worker);
    switch (warmth.kind) {
      case "warm":
        this.#settings.onWarm(warmth);
        return "ready";
      case "unfit":
        return warmth.trouble;
      case "cold":
        return warmth.mishap.kind === "failed"
          ? explainFailure(warmth.mishap.detail, memoryBytesMax)
          : "ended";
    }
  }

  #watchMemory(): void {
    const { worker: settings, clock, onBloated } = this.#settings;
    if (this.#ready === null || this.#worker === null) return;
    const { bytes: bytesWhenReady, startMs, atMs } = this.#ready;
    const servedMs = clock.monotonicMs() - atMs;
    const service = { bytes: this.#worker.memoryBytes, bytesWhenReady, startMs, servedMs };
    if (!isBloated(service, settings.memoryBytesMax)) return;
    this.#ready = null;
    onBloated(this);
  }

  #nextDelayMs({ servedMs, wasKilledEarly }: Life): number | null {
    const { clock, answered } = this.#settings;
    const hasGroupAnswered = answered() > this.#answeredAtDeath;
    this.#answeredAtDeath = answered();
    const life = { atMs: clock.monotonicMs(), servedMs, hasGroupAnswered, wasKilledEarly };
    this.#deaths = recordDeath(this.#deaths, life);
    return restartDelayMs(this.#deaths);
  }

  /** Waits for the delay, or without one until it is woken. */
  async #rest(delayMs: number | null): Promise<void> {
    if (this.#isStopping) return;
    this.#pause = new AbortController();
    const { signal } = this.#pause;
    if (delayMs === null) await once(signal, "abort");
    else await sleep(delayMs, undefined, { signal }).catch(() => undefined);
  }

  #enter(state: ReplicaState, trouble: Trouble | null): void {
    this.#state = state;
    this.#trouble = trouble;
    this.#since = this.#settings.clock.now();
    this.#settings.onChange();
  }
}

type Life = {
  readonly trouble: Trouble;
  readonly servedMs: number;
  readonly wasKilledEarly: boolean;
  readonly canRestart: boolean;
  /** It ended before it served for a reason that the next start does not have. */
  readonly again: boolean;
};

/** The process as it was when it became ready. */
type Ready = { readonly atMs: number; readonly startMs: number; readonly bytes: number };

const GROWN: Trouble = {
  reason: "Its memory had grown, so it starts afresh.",
  detail: "resident memory passed the high-water mark",
};

const UNSERVED = { servedMs: 0, wasKilledEarly: false, again: false } as const;

async function planOriginal(): Promise<GraphPlan> {
  return { kind: "original" };
}

/** No process came to be: the disk is full, or the machine has no process left to give. */
function lifeNotBegun(thrown: unknown): Life {
  const trouble = { reason: "The process could not be started.", detail: String(thrown) };
  return { ...UNSERVED, trouble, canRestart: true };
}
