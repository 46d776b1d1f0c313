import { AnswerCache, type Keeping } from "./answer-cache.ts";

/** What is known of an input: its answer, or that it is being computed, or nothing. */
export type Known<Value> =
  | { readonly kind: "known"; readonly value: Value }
  | { readonly kind: "followed" }
  | { readonly kind: "unknown" };

/**
 * Who waits for which answer. An input is looked up when it comes and once more when its turn comes: what is known is
 * answered, what a replica computes at that moment is followed, and the rest is computed. So every input waits in its
 * own place, behind nobody less urgent, and still nothing is computed twice.
 */
export class AnswerBook<Asker, Value> {
  readonly #cache: AnswerCache<Value>;
  /** Of what is being computed, those who wait for it without computing. */
  readonly #followers = new Map<string, Asker[]>();

  constructor(bytesMax: number, keeping: Keeping<Value>) {
    this.#cache = new AnswerCache(bytesMax, keeping);
  }

  set bytesMax(bytesMax: number) {
    this.#cache.bytesMax = bytesMax;
  }

  /** `followed`: the asker will be given back by `answered` or `abandoned`. */
  ask(key: string, asker: Asker): Known<Value> {
    const value = this.#cache.get(key);
    if (value !== undefined) return { kind: "known", value };
    const followers = this.#followers.get(key);
    if (followers === undefined) return { kind: "unknown" };
    followers.push(asker);
    return { kind: "followed" };
  }

  /** As `ask`, but what is unknown is being computed from now on. */
  begin(key: string, asker: Asker): Known<Value> {
    const known = this.ask(key, asker);
    if (known.kind === "unknown") this.#followers.set(key, []);
    return known;
  }

  /** It was computed. Gives those who followed: their answer is this one. */
  answered(key: string, value: Value): Asker[] {
    this.#cache.put(key, value);
    return this.#release(key);
  }

  /** It came to nothing, of which nothing is kept. Gives those who followed. */
  abandoned(key: string): Asker[] {
    return this.#release(key);
  }

  #release(key: string): Asker[] {
    const followers = this.#followers.get(key) ?? [];
    this.#followers.delete(key);
    return followers;
  }
}
