import { missing } from "../http/stripe-fault.ts";

/** All objects of one kind, in the order in which they were made. */
export class Table<T extends { id: string }> {
  readonly #rows = new Map<string, T>();

  readonly #noun: string;

  /** The noun as Stripe says it: "No such customer: …". */
  constructor(noun: string) {
    this.#noun = noun;
  }

  add(row: T): T {
    this.#rows.set(row.id, row);
    return row;
  }

  remove(id: string): void {
    this.#rows.delete(id);
  }

  find(id: string): T | undefined {
    return this.#rows.get(id);
  }

  /** Fault 404 `resource_missing`; 400 when the id came in a parameter rather than in the address. */
  need(id: string, param = "id"): T {
    const row = this.#rows.get(id);
    if (row === undefined) throw missing(this.#noun, id, param);
    return row;
  }

  oldestFirst(): T[] {
    return [...this.#rows.values()];
  }

  newestFirst(): T[] {
    return this.oldestFirst().reverse();
  }
}
