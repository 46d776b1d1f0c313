import type { Answer } from "./answer.ts";
import { StripeFault } from "./stripe-fault.ts";

const KEPT_SECONDS = 24 * 3600;
const KEY_LENGTH_MAX = 255;

type Kept = { params: string; answer: Answer; until: number };

/**
 * Answers by `Idempotency-Key`, kept for a day: the same key with the same params gets the same answer again.
 * Source: https://docs.stripe.com/api/idempotent_requests
 */
export class Idempotency {
  readonly #kept = new Map<string, Kept>();

  /** Fault 400 `idempotency_error` when the key came with other params. */
  find(key: string, params: string, now: number): Answer | undefined {
    if (key.length > KEY_LENGTH_MAX)
      throw refusal(`Idempotency keys may have at most ${KEY_LENGTH_MAX} characters.`);
    const kept = this.#kept.get(key);
    if (kept === undefined || kept.until <= now) return undefined;
    if (kept.params !== params)
      throw refusal(
        `Keys for idempotent requests can only be used with the same parameters they were first used with. Try using a key other than '${key}' if you meant to execute a different request.`,
      );
    return { ...kept.answer, headers: { ...kept.answer.headers, "idempotent-replayed": "true" } };
  }

  keep(key: string, params: string, answer: Answer, now: number): void {
    this.#kept.delete(key);
    this.#kept.set(key, { params, answer, until: now + KEPT_SECONDS });
    for (const [oldest, { until }] of this.#kept) {
      if (until > now) return;
      this.#kept.delete(oldest);
    }
  }
}

function refusal(message: string): StripeFault {
  return new StripeFault({ status: 400, type: "idempotency_error", message, shouldRetry: false });
}
