export type AttemptLimitOptions = {
  attemptsMax: number;
  windowMs: number;
  /** The oldest subject is forgotten beyond this many. */
  subjectsMax: number;
};

type Attempts = { failures: number; windowEndsAtMs: number };

/** Counts failures of each subject in a window that starts with its first one. Holds a bounded number of subjects. */
export class AttemptLimit {
  readonly #options: AttemptLimitOptions;
  readonly #subjects = new Map<string, Attempts>();

  constructor(options: AttemptLimitOptions) {
    this.#options = options;
  }

  allows(subject: string, now: Date): boolean {
    const attempts = this.#current(subject, now);
    return !attempts || attempts.failures < this.#options.attemptsMax;
  }

  noteFailure(subject: string, now: Date): void {
    const attempts = this.#current(subject, now) ?? {
      failures: 0,
      windowEndsAtMs: now.getTime() + this.#options.windowMs,
    };
    attempts.failures += 1;
    this.#subjects.delete(subject);
    this.#subjects.set(subject, attempts);
    if (this.#subjects.size > this.#options.subjectsMax) this.#forgetOldest();
  }

  noteSuccess(subject: string): void {
    this.#subjects.delete(subject);
  }

  #current(subject: string, now: Date): Attempts | undefined {
    const attempts = this.#subjects.get(subject);
    if (attempts && attempts.windowEndsAtMs <= now.getTime()) {
      this.#subjects.delete(subject);
      return undefined;
    }
    return attempts;
  }

  #forgetOldest(): void {
    const [oldest] = this.#subjects.keys();
    if (oldest !== undefined) this.#subjects.delete(oldest);
  }
}
