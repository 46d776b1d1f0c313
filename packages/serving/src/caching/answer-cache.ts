/**
 * What an entry takes beyond the numbers of its answer: key, place in the table and objects. Of half a million entries
 * with a short row Node 26 took 530 bytes of resident memory each.
 */
export const ENTRY_BYTES = 512;

/** How answers of one kind are kept. */
export type Keeping<Value> = {
  bytesOf(value: Value): number;
  /** Of its own memory: whoever gets an answer may write over it. */
  copyOf(value: Value): Value;
};

/** Answers by key, as many as fit into a number of bytes; the one that was asked for longest ago goes first. */
export class AnswerCache<Value> {
  readonly #keeping: Keeping<Value>;
  /** In the order of their last use. */
  readonly #entries = new Map<string, { readonly value: Value; readonly bytes: number }>();
  #bytesMax: number;
  #bytes = 0;

  constructor(bytesMax: number, keeping: Keeping<Value>) {
    this.#bytesMax = bytesMax;
    this.#keeping = keeping;
  }

  get bytes(): number {
    return this.#bytes;
  }

  get size(): number {
    return this.#entries.size;
  }

  set bytesMax(bytesMax: number) {
    this.#bytesMax = bytesMax;
    this.#makeRoom(0);
  }

  get(key: string): Value | undefined {
    const entry = this.#entries.get(key);
    if (entry === undefined) return undefined;
    this.#entries.delete(key);
    this.#entries.set(key, entry);
    return this.#keeping.copyOf(entry.value);
  }

  /** An answer that is larger than all the room is not kept. */
  put(key: string, value: Value): void {
    this.#drop(key);
    const bytes = this.#keeping.bytesOf(value) + ENTRY_BYTES;
    if (bytes > this.#bytesMax) return;
    this.#makeRoom(bytes);
    this.#entries.set(key, { value: this.#keeping.copyOf(value), bytes });
    this.#bytes += bytes;
  }

  #makeRoom(bytes: number): void {
    for (const key of this.#entries.keys()) {
      if (this.#bytes + bytes <= this.#bytesMax) return;
      this.#drop(key);
    }
  }

  #drop(key: string): void {
    this.#bytes -= this.#entries.get(key)?.bytes ?? 0;
    this.#entries.delete(key);
  }
}
