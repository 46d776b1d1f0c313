import { StripeFault } from "./stripe-fault.ts";

export type Answer = { status: number; headers: Record<string, string>; body: string };

export function jsonAnswer(status: number, body: object): Answer {
  return {
    status,
    headers: { "content-type": "application/json" },
    body: `${JSON.stringify(body, null, 2)}\n`,
  };
}

export function pageAnswer(status: number, body: string): Answer {
  return { status, headers: { "content-type": "text/html; charset=utf-8" }, body };
}

export function redirectAnswer(location: string): Answer {
  return { status: 303, headers: { location }, body: "" };
}

/** What went wrong, as Stripe says it. Anything but a `StripeFault` is a fault of the twin itself and says what it is. */
export function faultAnswer(error: unknown): Answer {
  if (error instanceof StripeFault) {
    const answer = jsonAnswer(error.status, error.body);
    if (error.shouldRetry !== undefined) answer.headers["stripe-should-retry"] = String(error.shouldRetry);
    return answer;
  }
  const message = `The twin itself failed: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`;
  const answer = jsonAnswer(500, { error: { type: "api_error", message } });
  answer.headers["stripe-should-retry"] = "false";
  return answer;
}
