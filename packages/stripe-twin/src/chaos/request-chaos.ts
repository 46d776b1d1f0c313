import type { Random } from "@millrace/kernel";
import type { Answer } from "../http/answer.ts";
import { faultAnswer } from "../http/answer.ts";
import type { Asked } from "../http/answer-request.ts";
import { StripeFault } from "../http/stripe-fault.ts";

/** What can befall a request. */
export const REQUEST_FAULTS = [
  /** The connection breaks, and nothing was done. */
  "drop_before",
  /** The connection breaks after everything was done. */
  "drop_after",
  /** 429: nothing was done. */
  "too_many",
  /** 409: another request holds the key or the object; nothing was done. */
  "conflict",
  /** 500 before anything was done; it may be tried again. */
  "fail_before",
  /** 500 after everything was done; tried again under its key it gets the answer. */
  "fail_after",
  /** 500, and the same 500 for a day to whoever comes with the same key. Nothing was done. */
  "fail_kept",
] as const;

export type RequestFault = (typeof REQUEST_FAULTS)[number];

/** Shares from 0 to 1 of the requests that each fault befalls, drawn by the seed. */
export type RequestChaos = Partial<Record<RequestFault, number>>;

/** Which requests a planned fault waits for: by method, by the start of the path, or any. */
export type Aim = { method?: string; path?: string };

/** Draws what befalls each request; faults that were planned go first, each once. */
export class FaultDrawer {
  shares: RequestChaos = {};
  readonly #random: Random;
  readonly #planned: { fault: RequestFault; aim: Aim }[] = [];

  constructor(random: Random) {
    this.#random = random;
  }

  plan(fault: RequestFault, aim: Aim): void {
    this.#planned.push({ fault, aim });
  }

  draw({ method, path }: Asked): RequestFault | null {
    const index = this.#planned.findIndex(
      ({ aim }) => (aim.method ?? method) === method && path.startsWith(aim.path ?? ""),
    );
    if (index >= 0) return this.#planned.splice(index, 1)[0]?.fault ?? null;
    let drawn = this.#random();
    for (const fault of REQUEST_FAULTS) {
      const share = this.shares[fault] ?? 0;
      if (drawn < share) return fault;
      drawn -= share;
    }
    return null;
  }
}

const failure = (shouldRetry: boolean) =>
  new StripeFault({ status: 500, type: "api_error", message: "An unknown error occurred.", shouldRetry });

const ANSWERS: Readonly<Record<Exclude<RequestFault, "drop_before" | "drop_after">, StripeFault>> = {
  too_many: new StripeFault({
    status: 429,
    type: "invalid_request_error",
    code: "rate_limit",
    message:
      "Request rate limit exceeded. Learn more about rate limits here https://stripe.com/docs/rate-limits.",
  }),
  conflict: new StripeFault({
    status: 409,
    type: "idempotency_error",
    code: "idempotency_key_in_use",
    message:
      "There is currently another in-progress request using this Idempotent Key. Please try again later.",
    shouldRetry: true,
  }),
  fail_before: failure(true),
  fail_after: failure(true),
  fail_kept: failure(false),
};

export function answerOf(fault: keyof typeof ANSWERS): Answer {
  return faultAnswer(ANSWERS[fault]);
}
