import type { Clock } from "@millrace/kernel";
import type { BackendSettings, Head } from "./backends/backend.ts";
import { CostModel, type LearnedCost } from "./batching/cost-model.ts";
import { Dispatcher } from "./dispatcher.ts";
import { stopping } from "./faults.ts";
import type { Model } from "./model.ts";
import type { Computed } from "./pending-request.ts";
import type { Precedence } from "./requests.ts";
import type { FigureKeeper } from "./rolling-figures.ts";
import type { ReplicaGroupSpec } from "./spec.ts";
import type { GroupStatus, ReplicaStatus } from "./status.ts";
import { encodeInputs } from "./tokenizing/encode-inputs.ts";
import type { TextTokenizer } from "./tokenizing/open-tokenizer.ts";
import type { Confinement } from "./worker/confine.ts";
import { Replica } from "./worker/replica.ts";

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

type GroupParts = GroupSurroundings & {
  readonly spec: ReplicaGroupSpec;
  readonly model: Model;
  readonly tokenizer: TextTokenizer;
  readonly figures: FigureKeeper;
  readonly onChange: () => void;
};

type ComputeRequest = Precedence & {
  readonly inputs: readonly (string | readonly number[])[];
  readonly truncate: boolean;
  readonly signal?: AbortSignal | undefined;
};

/** One model served by replicas that are all alike: they share its tokenizer and one line. */
export class ReplicaGroup {
  readonly model: Model;

  readonly #parts: GroupParts;
  readonly #dispatcher: Dispatcher;
  readonly #cost: CostModel;
  #spec: ReplicaGroupSpec;
  #replicas: Replica[] = [];
  #isDraining = false;

  constructor(parts: GroupParts) {
    this.#parts = parts;
    this.#spec = parts.spec;
    this.model = parts.model;
    this.#cost = CostModel.restore(parts.spec.learnedCost) ?? new CostModel();
    const settings = { ...parts, cost: this.#cost };
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

  async compute({ inputs, truncate, ...call }: ComputeRequest): Promise<Computed> {
    const { model, tokenizer } = this.#parts;
    const { name } = this.#spec;
    if (this.#isDraining) throw stopping(name);
    const request = this.#dispatcher.admit(call);
    try {
      const encoded = await encodeInputs(inputs, { tokenizer, model, name, truncate });
      return await this.#dispatcher.enqueue(request, encoded);
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
    const { model, clock } = this.#parts;
    const { memoryBytesMax, batchTokensMax, batchRowsMax } = this.#spec;
    return new Replica({
      worker: { ...this.#parts, backend: backendOf(model, this.#spec.threadsPerReplica), memoryBytesMax },
      warmUp: { inputTokensMax: model.tokensMax, batchTokensMax, batchRowsMax },
      width: widthOf(model),
      clock,
      cost: this.#cost,
      onChange: () => {
        this.#dispatcher.pump();
        this.#parts.onChange();
      },
    });
  }
}

export function backendOf(model: Model, threads: number): BackendSettings {
  return { onnxFile: model.onnxFile, padTokenId: model.padTokenId, threads, head: headOf(model) };
}

function headOf(model: Model): Head {
  switch (model.task) {
    case "feature-extraction":
      return { kind: "pool", pooling: model.pooling, normalize: model.normalize };
    case "text-classification":
      return { kind: "logits" };
  }
}

function widthOf(model: Model): number {
  switch (model.task) {
    case "feature-extraction":
      return model.dimensions;
    case "text-classification":
      return model.labels.length;
  }
}
