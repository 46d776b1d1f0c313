import { type Clock, systemClock } from "@millrace/kernel";
import { runtimeVersion } from "./backends/onnx/runtime-version.ts";
import type { LearnedCost } from "./batching/cost-model.ts";
import { AnswerRoom } from "./caching/answer-room.ts";
import { Deployment, type Group } from "./deployment.ts";
import { unknownDeployment, wrongTask } from "./faults.ts";
import { type GraphCache, openGraphCache } from "./graph-cache/graph-cache.ts";
import { machineTraits } from "./graph-cache/machine-traits.ts";
import type { Model } from "./model.ts";
import { detectProviders } from "./providers/detect-providers.ts";
import { chooseProvider, type ExecutionProvider } from "./providers/execution-provider.ts";
import type { GroupSurroundings } from "./replica-group.ts";
import type {
  ClassifyAnswer,
  ClassifyRequest,
  EmbedAnswer,
  EmbedRequest,
  InferAnswer,
  InferRequest,
} from "./requests.ts";
import { MemoryBudget } from "./residency/memory-budget.ts";
import { checkSpec, type ReplicaGroupSpec } from "./spec.ts";
import type { GroupStatus, Isolation } from "./status.ts";
import { scoreLabels } from "./tasks/score-labels.ts";
import type { TensorPort } from "./tensors/named-tensor.ts";
import { describePort } from "./tensors/port.ts";
import { TextGroup } from "./text-group.ts";
import { findConfinement } from "./worker/confine.ts";
import { ProcessSupply } from "./worker/process-supply.ts";
import { WORKER_PROGRAM } from "./worker/worker-process.ts";

const BATCH_TIMEOUT_MS = 60_000;
const START_TIMEOUT_MS = 30_000;
const DRAIN_TIMEOUT_MS = 30_000;
const IDLE_UNLOAD_MS = 900_000;

export type EngineOptions = {
  /**
   * An existing folder that only this engine uses. Each process gets an empty folder of its own below it, removed
   * at its end; what an engine that was killed leaves there is for the caller to remove.
   */
  readonly workFolder: string;
  /** Called after every change of a replica's state, with the deployment's id. Must not throw. */
  readonly onChange?: (id: string) => void;
  readonly clock?: Clock;
  /** A batch that computes for longer is ended with its process. Default 60 s. */
  readonly batchTimeoutMs?: number;
  /** How long a request waits while no replica is ready. Default 30 s. */
  readonly startTimeoutMs?: number;
  /** What all processes may take of this machine's memory together. Default: no bound. */
  readonly memoryBytesMax?: number;
  /** A model on demand that nobody asks goes after this. Default 15 min. */
  readonly idleUnloadMs?: number;
  /**
   * Where optimised graphs are kept, so that later loads are faster: a folder for this alone, which may outlive the engine, on the
   * file system of `workFolder`. Default: none are kept.
   */
  readonly graphCacheFolder?: string;
  /** What this machine computes on. Default: what `detectProviders` finds, once a spec asks for more than `cpu`. */
  readonly providers?: readonly ExecutionProvider[];
  /** How long `remove` and `close` let admitted requests finish. Default 30 s. */
  readonly drainTimeoutMs?: number;
};

/** In the model's order. */
export type EnginePorts = { readonly inputs: readonly TensorPort[]; readonly outputs: readonly TensorPort[] };

/**
 * Serves models from child processes: tokenises, queues, batches, computes.
 *
 * Calls throw a `Fault`:
 * - `not_found` `serving.unknown_deployment`
 * - `precondition` `serving.wrong_task`: embed on a classifier, or the other way round
 * - `invalid` `serving.input_too_long`, `serving.input_empty`, `serving.token_out_of_range`, `serving.too_many_inputs`,
 *   with `param` such as `input[3]`
 *   and `serving.deadline_invalid`; of `infer` also `serving.input_…`, `serving.output_…` as `checkTensors` throws them,
 *   `serving.input_rejected` when the model would not compute on them, and `serving.output_too_large`
 * - `limit_exceeded` `serving.queue_full`, with `retryAfterMs`; and `serving.deadline_unreachable`, without it when even
 *   an idle deployment would take too long
 * - `unavailable` `serving.no_replica`, `serving.stopping`, or `serving.deadline_passed` for a call that was admitted
 *   and then not reached in time, all with `retryAfterMs`
 * - `internal` `serving.item_failed` or `serving.item_timed_out`: this input failed alone as well; `param` names it
 *
 * A call whose signal aborts rejects with the signal's reason.
 */
export type Engine = {
  /** What bounds the processes of this engine on this machine. */
  readonly isolation: Isolation;
  /**
   * Makes a deployment what the spec says, and returns when that is under way; `status` shows how far it is.
   * Requests go on without a gap: new replicas are ready before those they replace drain.
   * Quarantined replicas get a fresh start. Throws `invalid` when the spec or the model folder is not good,
   * and changes nothing then.
   */
  apply(spec: ReplicaGroupSpec): Promise<void>;
  /** Drains a deployment and ends its processes. Resolves when they are gone; unknown ids resolve at once. */
  remove(id: string): Promise<void>;
  /** The model that a deployment serves now, or null for an unknown id. */
  modelOf(id: string): Model | null;
  /** What batches cost, as learned so far, for `ReplicaGroupSpec.learnedCost`; null when nothing is known yet. */
  costOf(id: string): LearnedCost | null;
  status(): readonly GroupStatus[];
  embed(id: string, request: EmbedRequest): Promise<EmbedAnswer>;
  classify(id: string, request: ClassifyRequest): Promise<ClassifyAnswer>;
  /**
   * Computes tensors, whatever the task. A model that reads text takes `text` (BYTES) and gives an `embedding` or
   * `scores` for each.
   */
  infer(id: string, request: InferRequest): Promise<InferAnswer>;
  /** What `infer` takes and gives; null for an unknown id. */
  portsOf(id: string): EnginePorts | null;
  /** Removes every deployment; later calls find none. */
  close(): Promise<void>;
};

export function createEngine(options: EngineOptions): Engine {
  return new ChildProcessEngine(options, WORKER_PROGRAM);
}

/** `createEngine` with a worker program of the caller's choice: tests provoke deaths with it. */
export class ChildProcessEngine implements Engine {
  readonly isolation: Isolation;
  readonly #surroundings: GroupSurroundings;
  readonly #onChange: (id: string) => void;
  readonly #providers: readonly ExecutionProvider[] | null;
  readonly #deployments = new Map<string, Deployment>();

  constructor(options: EngineOptions, program: string) {
    const confinement = findConfinement();
    this.isolation = confinement.isolation;
    this.#onChange = options.onChange ?? (() => undefined);
    this.#providers = options.providers ?? null;
    const clock = options.clock ?? systemClock;
    this.#surroundings = {
      clock,
      answerRoom: new AnswerRoom(),
      budget: new MemoryBudget(options.memoryBytesMax ?? Number.POSITIVE_INFINITY, clock),
      graphs: options.graphCacheFolder === undefined ? null : openGraphs(options.graphCacheFolder),
      idleUnloadMs: options.idleUnloadMs ?? IDLE_UNLOAD_MS,
      batchTimeoutMs: options.batchTimeoutMs ?? BATCH_TIMEOUT_MS,
      startTimeoutMs: options.startTimeoutMs ?? START_TIMEOUT_MS,
      drainTimeoutMs: options.drainTimeoutMs ?? DRAIN_TIMEOUT_MS,
      processes: new ProcessSupply({ program, confinement, workFolder: options.workFolder }),
    };
  }

  async apply(wanted: ReplicaGroupSpec): Promise<void> {
    checkSpec(wanted);
    const { id } = wanted;
    const deployment =
      this.#deployments.get(id) ?? new Deployment(this.#surroundings, () => this.#onChange(id));
    // Set before it is good, and before anything is waited for, so that later calls for the same id wait for their turn there.
    this.#deployments.set(id, deployment);
    try {
      await deployment.apply(async () => ({
        ...wanted,
        executionProvider: await this.#providerFor(wanted),
      }));
    } finally {
      this.#dropIfVacant(id, deployment);
    }
    this.#adjustSpare();
  }

  async remove(id: string): Promise<void> {
    const deployment = this.#deployments.get(id);
    if (deployment === undefined) return;
    await deployment.remove();
    this.#dropIfVacant(id, deployment);
    this.#adjustSpare();
  }

  async close(): Promise<void> {
    await Promise.all([...this.#deployments.keys()].map((id) => this.remove(id)));
    await this.#surroundings.processes.dropSpare();
  }

  modelOf(id: string): Model | null {
    return this.#deployments.get(id)?.current?.model ?? null;
  }

  costOf(id: string): LearnedCost | null {
    return this.#deployments.get(id)?.current?.learnedCost ?? null;
  }

  status(): GroupStatus[] {
    return [...this.#deployments.values()].flatMap((deployment) => deployment.status ?? []);
  }

  async embed(id: string, request: EmbedRequest): Promise<EmbedAnswer> {
    const group = this.#textGroupOf(id);
    if (group.model.task !== "feature-extraction") throw wrongTask(group.spec.name, group.model.task);
    const { rows, ...computed } = await group.computeTexts(request);
    return { vectors: rows, ...computed };
  }

  async classify(id: string, request: ClassifyRequest): Promise<ClassifyAnswer> {
    const group = this.#textGroupOf(id);
    const { model } = group;
    if (model.task !== "text-classification") throw wrongTask(group.spec.name, model.task);
    const { rows, ...computed } = await group.computeTexts(request);
    const activation = request.functionToApply ?? (model.multiLabel ? "sigmoid" : "softmax");
    const choice = { activation, topK: request.topK };
    return { scores: rows.map((row) => scoreLabels(row, model.labels, choice)), ...computed };
  }

  async infer(id: string, request: InferRequest): Promise<InferAnswer> {
    return this.#groupOf(id).infer(request);
  }

  portsOf(id: string): EnginePorts | null {
    const ports = this.#deployments.get(id)?.current?.ports;
    if (ports === undefined) return null;
    return { inputs: ports.inputs.map(describePort), outputs: ports.outputs.map(describePort) };
  }

  async #providerFor({ executionProvider = "cpu" }: ReplicaGroupSpec): Promise<ExecutionProvider> {
    if (executionProvider === "cpu") return "cpu";
    return chooseProvider(executionProvider, this.#providers ?? (await detectProviders()));
  }

  #textGroupOf(id: string): TextGroup {
    const group = this.#groupOf(id);
    if (!(group instanceof TextGroup)) throw wrongTask(group.spec.name, group.model.task);
    return group;
  }

  #groupOf(id: string): Group {
    const group = this.#deployments.get(id)?.current;
    if (!group) throw unknownDeployment(id);
    return group;
  }

  /** Models that load while a caller waits are worth a process that stands ready. */
  #adjustSpare(): void {
    const { processes } = this.#surroundings;
    const loads = [...this.#deployments.values()].some(
      ({ current }) => current?.spec.residency === "on_demand",
    );
    if (loads) processes.keepSpare();
    else void processes.dropSpare();
  }

  #dropIfVacant(id: string, deployment: Deployment): void {
    if (deployment.isVacant && this.#deployments.get(id) === deployment) this.#deployments.delete(id);
  }
}

/** Where the folder cannot be had, there is no cache. */
function openGraphs(folder: string): Promise<GraphCache> {
  const graphs = openGraphCache({ folder, traits: `${runtimeVersion()} ${machineTraits()}` });
  graphs.catch(() => undefined);
  return graphs;
}
