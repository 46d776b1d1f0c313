import type { Quantities } from "@millrace/prices";
import type { UsageRecord } from "../usage-record.ts";

/**
 * What a request is charged for: an answer for itself and its tokens, a cancelled request for the tokens that had been
 * computed when the client left, a failed one for nothing.
 */
export function billable({ outcome, inputTokens }: Pick<UsageRecord, "outcome" | "inputTokens">): Quantities {
  switch (outcome) {
    case "answered":
      return { request: 1n, input_token: BigInt(inputTokens) };
    case "cancelled":
      return { input_token: BigInt(inputTokens) };
    case "failed":
      return {};
  }
}
