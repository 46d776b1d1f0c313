export type FaultParts = {
  status: number;
  type: "invalid_request_error" | "card_error" | "api_error" | "idempotency_error";
  message: string;
  code?: string;
  param?: string;
  /** Value of `stripe-should-retry`; without it the SDK decides by the status. */
  shouldRetry?: boolean;
  /** More fields of the error object, as `decline_code` and `payment_intent`. */
  more?: Record<string, unknown>;
};

/** An error that Stripe would answer with. */
export class StripeFault extends Error {
  readonly status: number;
  readonly shouldRetry: boolean | undefined;
  readonly body: { error: Record<string, unknown> };

  constructor({ status, shouldRetry, more, ...error }: FaultParts) {
    super(error.message);
    this.status = status;
    this.shouldRetry = shouldRetry;
    this.body = { error: { ...error, ...more } };
  }
}

export function invalid(message: string, param?: string, code?: string): StripeFault {
  return new StripeFault({ status: 400, type: "invalid_request_error", message, param, code });
}

export function missing(noun: string, id: string, param: string): StripeFault {
  const status = param === "id" ? 404 : 400;
  const message = `No such ${noun}: '${id}'`;
  return new StripeFault({ status, type: "invalid_request_error", code: "resource_missing", message, param });
}
