import type { Clock, Fault } from "@millrace/kernel";
import type { BackendSettings } from "./backends/backend.ts";
import { CostModel, type LearnedCost } from "./batching/cost-model.ts";
import type { AnswerRoom } from "./caching/answer-room.ts";
import { Dispatcher } from "./dispatcher.ts";
import { neverMemory, noMemory, noReplica, stopping } from "./faults.ts";
import type { Freight, Load } from "./freight.ts";
import type { GraphCache, GraphPlan } from "./graph-cache/graph-cache.ts";
import type { Computed } from "./pending-request.ts";
import type { Precedence } from "./requests.ts";
import type { MemoryBudget } from "./residency/memory-budget.ts";
import { Residence } from "./residency/residence.ts";
import type { FigureKeeper } from "./rolling-figures.ts";
import type { PlacedSpec } from "./spec.ts";
import type { GroupStatus, ReplicaStatus } from "./status.ts";
import type { ProcessSupply } from "./worker/process-supply.ts";
import { Replica } from "./worker/replica.ts";
import type { Warmth, WarmUp, WarmUpBounds } from "./worker/warm-up.ts";

/** What all groups of an engine share. */
export type GroupSurroundings = {
  readonly clock: Clock;
  readonly answerRoom: AnswerRoom;
  readonly processes: ProcessSupply;
  readonly batchTimeoutMs: number;
  readonly startTimeoutMs: number;
  readonly drainTimeoutMs: number;
  readonly idleUnloadMs: number;
  readonly budget: MemoryBudget;
  readonly graphs: Promise<GraphCache> | null;
};

/** What a group is told at its start. */
export type GroupParts = GroupSurroundings & {
  readonly spec: PlacedSpec;
  readonly figures: FigureKeeper;
  readonly onChange: () => void;
};

/** What depends on the kind of model that a group serves. */
export type GroupKind<Carried extends Load, Row> = {
  readonly freight: Freight<Carried, Row>;
  /** Else no answer is kept. */
  readonly isDeterministic: boolean;
  readonly backend: BackendSettings;
  /** The graph and its external data. */
  readonly graphFiles: readonly string[];
  readonly warmUp: WarmUp;
};

/** What of a spec a session needs to know. */
export type Computing = Pick<BackendSettings, "threads" | "provider">;

export function computingOn({ spec }: GroupParts): Computing {
  return { threads: spec.threadsPerReplica, provider: spec.executionProvider };
}

type Call = Precedence & { readonly signal?: AbortSignal | undefined };

/** One model served by replicas that are all alike: they share one line. */
export class ReplicaGroup<Carried extends Load, Row> {
  readonly #parts: GroupParts;
  readonly #kind: GroupKind<Carried, Row>;
  readonly #dispatcher: Dispatcher<Carried, Row>;
  readonly #cost: CostModel;
  readonly #residence: Residence;
  #spec: PlacedSpec;
  #replicas: Replica[] = [];
  #renewal: Renewal | null = null;
  /** What a replica took when it was last in memory. */
  #bytesSeen: number | null = null;
  #isKnown = false;
  #isDraining = false;

  constructor(parts: GroupParts, kind: GroupKind<Carried, Row>) {
    this.#parts = parts;
    this.#kind = kind;
    this.#spec = parts.spec;
    const restored = CostModel.restore(parts.spec.learnedCost);
    this.#cost = restored ?? new CostModel();
    // Whether tensors may share a batch only a process shows.
    this.#isKnown = restored !== null && kind.backend.kind === "text";
    const { freight, isDeterministic } = kind;
    const settings = {
      ...parts,
      cost: this.#cost,
      freight,
      isDeterministic,
      comesOnDemand: () => this.#comesOnDemand,
      absence: () => this.#absence(),
      onNeed: () => this.#residence.use(),
      onRest: () => this.#residence.rest(),
    };
    this.#dispatcher = new Dispatcher(settings, parts.spec, () => this.#replicas);
    this.#residence = new Residence({
      ...parts,
      isOnDemand: () => this.#spec.residency === "on_demand",
      bytes: () => this.#bytes(),
      needBytes: () => this.#bytesEach * this.#spec.replicas,
      isIdle: () => this.#dispatcher.isIdle,
      start: () => this.#fill(),
      stop: () => this.#empty(),
      refuse: () => this.#dispatcher.failAll(neverMemory(this.#spec.name)),
    });
    this.reshape(parts.spec);
  }

  get spec(): PlacedSpec {
    return this.#spec;
  }

  /** Every wanted replica takes batches, or will when a request comes. */
  get isReady(): boolean {
    if (this.#spec.residency === "on_demand" && this.#residence.phase === "unloaded") return true;
    return this.#replicas.filter(({ state }) => state === "ready").length >= this.#spec.replicas;
  }

  /** None of the replicas serves or will by itself. */
  get isHopeless(): boolean {
    return this.#dispatcher.isHopeless;
  }

  get replicaStatuses(): ReplicaStatus[] {
    if (this.#replicas.length === 0 && this.#comesOnDemand) return this.#unloadedStatuses();
    return this.#replicas.map(({ status }) => status);
  }

  /** It is in memory, or on its way there. */
  get isLoaded(): boolean {
    return this.#residence.phase === "loading" || this.#residence.phase === "loaded";
  }

  get queued(): Pick<GroupStatus, "queuedRequests" | "queuedTokens"> {
    const { queuedRequests, queuedTokens } = this.#dispatcher;
    return { queuedRequests, queuedTokens };
  }

  get learnedCost(): LearnedCost | null {
    return this.#cost.learned;
  }

  /** Admits a call before anything is spent on it, then computes what `prepare` makes of it. */
  protected async compute(
    call: Call,
    prepare: () => readonly Carried[] | Promise<readonly Carried[]>,
  ): Promise<Computed<Row>> {
    if (this.#isDraining) throw stopping(this.#spec.name);
    const request = this.#dispatcher.admit(call);
    try {
      return await this.#dispatcher.enqueue(request, await prepare());
    } catch (thrown) {
      request.fail(thrown);
      throw thrown;
    }
  }

  /** Takes over a spec that `runsAsBefore`: other bounds, more or fewer replicas. Quarantined ones start afresh. */
  reshape(spec: PlacedSpec): void {
    this.#spec = spec;
    this.#dispatcher.reshape(spec);
    for (const replica of this.#replicas) replica.revive();
    if (this.isLoaded) this.#fill();
    this.#residence.settle();
    this.#dispatcher.pump();
  }

  /** Loads without a request, if there is room before long: it follows a group that is in use. */
  preload(): void {
    this.#residence.wake();
    const giveUp = () => {
      this.#residence.rest();
      this.#parts.onChange();
    };
    setTimeout(giveUp, this.#parts.startTimeoutMs).unref();
  }

  /** Admits nothing more, lets what is admitted finish within the drain time, and ends all processes. */
  async drain(): Promise<void> {
    this.#isDraining = true;
    const deadline = setTimeout(
      () => this.#dispatcher.failAll(stopping(this.#spec.name)),
      this.#parts.drainTimeoutMs,
    );
    await this.#dispatcher.idle();
    clearTimeout(deadline);
    this.#dispatcher.forgetAnswers();
    this.#residence.end();
    // Nobody waits for what may still compute.
    for (const replica of this.#replicas) replica.end();
    await Promise.all(this.#replicas.map((replica) => this.#dropWhenGone(replica)));
  }

  /** As many replicas as are wanted, no more and no fewer. */
  #fill(): void {
    const kept = this.#replicas.filter(({ state }) => state !== "stopping");
    for (const extra of kept.slice(this.#spec.replicas)) this.#retire(extra);
    for (let count = kept.length; count < this.#spec.replicas; count += 1) {
      this.#replicas.push(this.#newReplica());
    }
    this.#dispatcher.pump();
  }

  /** Resolves when no process is left. */
  async #empty(): Promise<void> {
    this.#bytesSeen = this.#largestReplica() ?? this.#bytesSeen;
    this.#renewal = null;
    for (const replica of this.#replicas) replica.end();
    await Promise.all(this.#replicas.map((replica) => this.#dropWhenGone(replica)));
  }

  /** A process that has grown gives way to a new one, which is ready first where memory allows. */
  #renew(grown: Replica): void {
    if (this.#renewal !== null || !this.#parts.budget.hasRoomFor(this.#bytesEach)) {
      grown.renew();
      return;
    }
    const fresh = this.#newReplica();
    this.#replicas.push(fresh);
    this.#renewal = { grown, fresh };
  }

  #concludeRenewal(): void {
    if (this.#renewal === null) return;
    const { grown, fresh } = this.#renewal;
    if (fresh.state === "starting" || fresh.state === "restarting") return;
    this.#renewal = null;
    this.#retire(fresh.isReady ? grown : fresh);
  }

  #retire(replica: Replica): void {
    replica.retire();
    void this.#dropWhenGone(replica);
  }

  async #dropWhenGone(replica: Replica): Promise<void> {
    await replica.gone;
    this.#replicas = this.#replicas.filter((other) => other !== replica);
    this.#parts.onChange();
  }

  #newReplica(): Replica {
    const { clock } = this.#parts;
    const { memoryBytesMax } = this.#spec;
    const { backend, warmUp } = this.#kind;
    return new Replica({
      worker: { ...this.#parts, backend, memoryBytesMax, planGraph: () => this.#planGraph() },
      graphs: this.#parts.graphs,
      warmUp: (worker) => warmUp(worker, { ...this.#spec, effort: this.#warmUpEffort }),
      clock,
      answered: () => this.#dispatcher.answeredBatches,
      onWarm: (warmth) => this.#learnFrom(warmth),
      onBloated: (replica) => this.#renew(replica),
      onChange: () => this.#follow(),
    });
  }

  /** A replica has changed its state. */
  #follow(): void {
    this.#concludeRenewal();
    const isComing = ({ state }: Replica) => state === "starting" || state === "restarting";
    if (this.#replicas.some(({ isReady }) => isReady) || !this.#replicas.some(isComing)) {
      this.#residence.arrived();
      this.#parts.processes.refill();
    }
    this.#dispatcher.pump();
    this.#parts.onChange();
  }

  async #planGraph(): Promise<GraphPlan> {
    const cachesGraphs = this.#kind.backend.provider === "cpu";
    const graphs = cachesGraphs ? await this.#parts.graphs?.catch(() => null) : null;
    return graphs?.plan(this.#kind.graphFiles) ?? { kind: "original" };
  }

  /** Callers wait for a model on demand; what it costs is known from its earlier lives. */
  get #warmUpEffort(): WarmUpBounds["effort"] {
    if (this.#spec.residency !== "on_demand") return "full";
    return this.#isKnown ? "least" : "brief";
  }

  /** Also what has become resident while its processes were leaving: it comes by itself. */
  get #comesOnDemand(): boolean {
    return this.#spec.replicas > 0 && !this.isLoaded;
  }

  #absence(): Fault {
    const { name } = this.#spec;
    return this.#residence.phase === "waiting" ? noMemory(name) : noReplica(name);
  }

  /** What a replica takes as far as is known, else what it may. */
  get #bytesEach(): number {
    return this.#bytesSeen ?? this.#spec.memoryBytesMax;
  }

  #bytes(): number {
    const processes = this.#replicas.filter(({ state }) => state !== "quarantined");
    return processes.reduce((sum, { status }) => sum + (status.memoryBytes || this.#bytesEach), 0);
  }

  #largestReplica(): number | null {
    const largest = Math.max(...this.#replicas.map(({ status }) => status.memoryBytes ?? 0), 0);
    return largest > 0 ? largest : null;
  }

  #unloadedStatuses(): ReplicaStatus[] {
    const { replicas, executionProvider: provider } = this.#spec;
    const isWaiting = this.#residence.phase === "waiting";
    const reason = isWaiting ? "It waits for memory that other models use." : null;
    const { since } = this.#residence;
    const none = { detail: null, pid: null, memoryBytes: null, restarts: 0 };
    return Array.from({ length: replicas }, () => ({ state: "unloaded", provider, since, reason, ...none }));
  }

  /** Replicas are alike, but what one of them shows against sharing counts for all. */
  #learnFrom({ measured, sharesBatches }: Extract<Warmth, { kind: "warm" }>): void {
    if (measured !== null) this.#cost.seed(...measured);
    this.#isKnown = true;
    if (!sharesBatches) this.#dispatcher.stopSharing();
  }
}

/** A new replica is to take the place of one that has grown. */
type Renewal = { readonly grown: Replica; readonly fresh: Replica };
