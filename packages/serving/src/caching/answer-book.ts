import { AnswerCache, type Keeping } from "./answer-cache.ts";
import type { AnswerRoom } from "./answer-room.ts";

/** Who asks: askers of one key want the same answer. One without a key is never known, and nothing of it is kept. */
export type Asker = { readonly key: string | null };

/** Takes an answer that was not computed for the asker. */
type Accept<Asking, Value> = (asker: Asking, value: Value) => void;

/**
 * Who waits for which answer. An input is looked up when it comes and once more when its turn comes: what is known is
 * answered, what a replica computes at that moment is followed, and the rest is computed. So every input waits in its
 * own place, behind nobody less urgent, and still nothing is computed twice.
 */
export class AnswerBook<Asking extends Asker, Value> {
  readonly #keeping: Keeping<Value>;
  readonly #cache: AnswerCache<Value>;
  readonly #accept: Accept<Asking, Value>;
  /** Of what is being computed, those who wait for it without computing. */
  readonly #followers = new Map<string, Asking[]>();

  constructor(
    bytesMax: number,
    { keeping, room, accept }: { keeping: Keeping<Value>; room: AnswerRoom; accept: Accept<Asking, Value> },
  ) {
    this.#keeping = keeping;
    this.#cache = new AnswerCache(bytesMax, keeping, room);
    this.#accept = accept;
  }

  set bytesMax(bytesMax: number) {
    this.#cache.bytesMax = bytesMax;
  }

  /** When they come: gives those that must wait for their turn. The others are answered, now or when what they follow is. */
  lookUp(askers: readonly Asking[]): readonly Asking[] {
    return askers.filter((asker) => asker.key === null || this.#isUnknown(asker.key, asker));
  }

  /** At their turn: gives those that are to be computed, which must end in `answered` or `abandoned`. */
  begin(askers: readonly Asking[]): readonly Asking[] {
    return askers.filter((asker) => {
      if (asker.key === null) return true;
      const isUnknown = this.#isUnknown(asker.key, asker);
      if (isUnknown) this.#followers.set(asker.key, []);
      return isUnknown;
    });
  }

  /** It was computed: the answer is kept, and given to all who followed. */
  answered({ key }: Asking, value: Value): void {
    if (key === null) return;
    this.#cache.put(key, value);
    for (const follower of this.#release(key)) this.#accept(follower, this.#keeping.copyOf(value));
  }

  /** It came to nothing, of which nothing is kept. Gives those who followed: they have no answer. */
  abandoned({ key }: Asking): readonly Asking[] {
    return key === null ? [] : this.#release(key);
  }

  #isUnknown(key: string, asker: Asking): boolean {
    const value = this.#cache.get(key);
    const followers = this.#followers.get(key);
    if (value !== undefined) this.#accept(asker, value);
    else followers?.push(asker);
    return value === undefined && followers === undefined;
  }

  #release(key: string): readonly Asking[] {
    const followers = this.#followers.get(key) ?? [];
    this.#followers.delete(key);
    return followers;
  }
}
