type Listener = () => void;

/** Where calls wait while a person proves anew who they are. However many ask at once, the person is asked once. */
export class ProofDesk {
  #pending: PromiseWithResolvers<boolean> | null = null;
  readonly #listeners = new Set<Listener>();

  /** True once the person has proved it; false when they would rather not. */
  ask(): Promise<boolean> {
    if (!this.#pending) {
      this.#pending = Promise.withResolvers();
      this.#tell();
    }
    return this.#pending.promise;
  }

  settle(proved: boolean): void {
    const pending = this.#pending;
    this.#pending = null;
    pending?.resolve(proved);
    this.#tell();
  }

  isAsking = (): boolean => this.#pending !== null;

  subscribe = (listener: Listener): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  #tell(): void {
    for (const listener of this.#listeners) listener();
  }
}
