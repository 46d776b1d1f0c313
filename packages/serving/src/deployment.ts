import { openModel } from "./open-model.ts";
import type { GroupSurroundings } from "./replica-group.ts";
import { FigureKeeper } from "./rolling-figures.ts";
import { type PlacedSpec, runsAsBefore } from "./spec.ts";
import type { GroupStatus } from "./status.ts";
import { TensorGroup } from "./tensor-group.ts";
import { TextGroup } from "./text-group.ts";
import { openTokenizer } from "./tokenizing/open-tokenizer.ts";

export type Group = TextGroup | TensorGroup;

/**
 * What one deployment id stands for over time: the group that serves now and, while a change is under way, the one
 * that will. The successor takes over when all of its replicas are ready, so requests go on without a gap; one that
 * never gets ready changes nothing for callers.
 */
export class Deployment {
  readonly #surroundings: GroupSurroundings;
  readonly #onChange: () => void;
  readonly #figures: FigureKeeper;
  #current: Group | null = null;
  #successor: Group | null = null;
  readonly #retiring = new Map<Group, Promise<void>>();
  #lastChange: Promise<void> = Promise.resolve();
  #changesUnderWay = 0;

  constructor(surroundings: GroupSurroundings, onChange: () => void) {
    this.#surroundings = surroundings;
    this.#figures = new FigureKeeper(surroundings.clock);
    this.#onChange = onChange;
  }

  /** The group that takes new requests; null before the first spec was good, and after `remove`. */
  get current(): Group | null {
    return this.#current;
  }

  /** It serves nothing, and no change that might alter that is under way. */
  get isVacant(): boolean {
    return this.#current === null && this.#changesUnderWay === 0;
  }

  /** Changes happen one after the other, in the order of the calls. `place` settles at its turn what computes. */
  apply(place: () => Promise<PlacedSpec>): Promise<void> {
    return this.#inTurn(async () => this.#become(await place()));
  }

  /** Resolves when all of its processes are gone. */
  remove(): Promise<void> {
    return this.#inTurn(async () => {
      for (const group of this.#groups()) this.#retire(group);
      this.#current = null;
      this.#successor = null;
      await Promise.all(this.#retiring.values());
    });
  }

  /** Null when no spec was good yet. */
  get status(): GroupStatus | null {
    const latest = this.#successor ?? this.#current;
    if (latest === null || this.#current === null) return null;
    const { id, name, task } = latest.spec;
    const replicas = this.#groups().flatMap(({ model: { onnxFile }, replicaStatuses }) =>
      replicaStatuses.map((replica) => ({ ...replica, onnxFile })),
    );
    return { id, name, task, replicas, ...this.#current.queued, figures: this.#figures.read() };
  }

  async #become(spec: PlacedSpec): Promise<void> {
    const runner = [this.#current, this.#successor].find((group) => group && runsAsBefore(group.spec, spec));
    const group = runner ?? (await this.#open(spec));
    if (group !== this.#successor && this.#successor !== null) this.#retire(this.#successor);
    this.#successor = group === this.#current ? null : group;
    runner?.reshape(spec);
    if (runner === undefined && this.#current?.isLoaded) group.preload();
    this.#promote();
  }

  async #open(spec: PlacedSpec): Promise<Group> {
    const model = await openModel(spec.modelFolder, spec.task, spec.onnxFile);
    const parts = {
      ...this.#surroundings,
      spec,
      figures: this.#figures,
      onChange: () => {
        this.#promote();
        this.#onChange();
      },
    };
    if (model.task === "tensor") return new TensorGroup(parts, model);
    return new TextGroup(parts, model, await openTokenizer(model.tokenizerFile));
  }

  /** There is nothing to wait for when the old group serves nobody. */
  #promote(): void {
    const [old, successor] = [this.#current, this.#successor];
    if (successor === null || !(old === null || old.isHopeless || successor.isReady)) return;
    this.#current = successor;
    this.#successor = null;
    if (old !== null) this.#retire(old);
  }

  #retire(group: Group): void {
    this.#retiring.set(
      group,
      group.drain().then(() => {
        this.#retiring.delete(group);
      }),
    );
  }

  #groups(): Group[] {
    return [this.#current, this.#successor, ...this.#retiring.keys()].filter((group) => group !== null);
  }

  async #inTurn(change: () => Promise<void>): Promise<void> {
    const turn = this.#lastChange.then(change);
    this.#lastChange = turn.catch(() => undefined);
    this.#changesUnderWay += 1;
    try {
      await turn;
    } finally {
      this.#changesUnderWay -= 1;
    }
  }
}
