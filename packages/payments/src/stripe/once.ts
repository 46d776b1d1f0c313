/** Finds or makes each named thing once a process. What failed is tried again. */
export class Once<T> {
  readonly #known = new Map<string, Promise<T>>();

  get(name: string, make: () => Promise<T>): Promise<T> {
    const known = this.#known.get(name);
    if (known !== undefined) return known;
    const made = make().catch((error: unknown) => {
      this.#known.delete(name);
      throw error;
    });
    this.#known.set(name, made);
    return made;
  }
}
