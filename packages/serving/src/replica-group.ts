import type { Clock } from "@millrace/kernel";
import type { BackendSettings } from "./backends/backend.ts";
import { CostModel, type LearnedCost } from "./batching/cost-model.ts";
import { Dispatcher } from "./dispatcher.ts";
import { stopping } from "./faults.ts";
import type { Freight, Load } from "./freight.ts";
import type { Computed } from "./pending-request.ts";
import type { Precedence } from "./requests.ts";
import type { FigureKeeper } from "./rolling-figures.ts";
import type { ReplicaGroupSpec } from "./spec.ts";
import type { GroupStatus, ReplicaStatus } from "./status.ts";
import type { Confinement } from "./worker/confine.ts";
import { Replica } from "./worker/replica.ts";
import type { Warmth, WarmUp } from "./worker/warm-up.ts";

/** What all groups of an engine share. */
export type GroupSurroundings = {
  readonly clock: Clock;
  readonly workFolder: string;
  readonly confinement: Confinement;
  readonly program: string;
  readonly batchTimeoutMs: number;
  readonly startTimeoutMs: number;
  readonly drainTimeoutMs: number;
};

/** What a group is told at its start. */
export type GroupParts = GroupSurroundings & {
  readonly spec: ReplicaGroupSpec;
  readonly figures: FigureKeeper;
  readonly onChange: () => void;
};

/** What depends on the kind of model that a group serves. */
export type GroupKind<Carried extends Load, Row> = {
  readonly freight: Freight<Carried, Row>;
  /** Else no answer is kept. */
  readonly isDeterministic: boolean;
  readonly backend: BackendSettings;
  readonly warmUp: WarmUp;
};

type Call = Precedence & { readonly signal?: AbortSignal | undefined };

/** One model served by replicas that are all alike: they share one line. */
export class ReplicaGroup<Carried extends Load, Row> {
  readonly #parts: GroupParts;
  readonly #kind: GroupKind<Carried, Row>;
  readonly #dispatcher: Dispatcher<Carried, Row>;
  readonly #cost: CostModel;
  #spec: ReplicaGroupSpec;
  #replicas: Replica[] = [];
  #isDraining = false;

  constructor(parts: GroupParts, kind: GroupKind<Carried, Row>) {
    this.#parts = parts;
    this.#kind = kind;
    this.#spec = parts.spec;
    this.#cost = CostModel.restore(parts.spec.learnedCost) ?? new CostModel();
    const { freight, isDeterministic } = kind;
    const settings = { ...parts, cost: this.#cost, freight, isDeterministic };
    this.#dispatcher = new Dispatcher(settings, parts.spec, () => this.#replicas);
    this.reshape(parts.spec);
  }

  get spec(): ReplicaGroupSpec {
    return this.#spec;
  }

  /** Every wanted replica takes batches. */
  get isReady(): boolean {
    return this.#replicas.filter(({ state }) => state === "ready").length >= this.#spec.replicas;
  }

  /** None of the replicas serves or will by itself. */
  get isHopeless(): boolean {
    return this.#dispatcher.isHopeless;
  }

  get replicaStatuses(): ReplicaStatus[] {
    return this.#replicas.map(({ status }) => status);
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
  reshape(spec: ReplicaGroupSpec): void {
    this.#spec = spec;
    this.#dispatcher.reshape(spec);
    for (const replica of this.#replicas) replica.revive();
    const kept = this.#replicas.filter(({ state }) => state !== "stopping");
    for (const extra of kept.slice(spec.replicas)) {
      extra.retire();
      void this.#dropWhenGone(extra);
    }
    for (let count = kept.length; count < spec.replicas; count += 1) this.#replicas.push(this.#newReplica());
    this.#dispatcher.pump();
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
    // Nobody waits for what may still compute.
    for (const replica of this.#replicas) replica.end();
    await Promise.all(this.#replicas.map((replica) => this.#dropWhenGone(replica)));
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
      worker: { ...this.#parts, backend, memoryBytesMax },
      warmUp: (worker) => warmUp(worker, this.#spec),
      clock,
      answered: () => this.#dispatcher.answeredBatches,
      onWarm: (warmth) => this.#learnFrom(warmth),
      onChange: () => {
        this.#dispatcher.pump();
        this.#parts.onChange();
      },
    });
  }

  /** Replicas are alike, but what one of them shows against sharing counts for all. */
  #learnFrom({ measured, sharesBatches }: Extract<Warmth, { kind: "warm" }>): void {
    if (measured !== null) this.#cost.seed(...measured);
    if (!sharesBatches) this.#dispatcher.stopSharing();
  }
}
