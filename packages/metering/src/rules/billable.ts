import type { Quantities } from "@millrace/prices";
import type { UsageRecord } from "../usage-record.ts";

/** What the rule looks at. */
export type Billed = Pick<UsageRecord, "outcome" | "inputTokens" | "cachedInputTokens" | "outputTokens">;

/**
 * What a request is charged for: an answer for itself and its tokens, a cancelled request for the tokens that had been
 * computed when the client left, a failed one for nothing. Tokens that nobody computed are a unit of their own: a
 * price without that unit gives them away.
 */
export function billable({ outcome, ...tokens }: Billed): Quantities {
  switch (outcome) {
    case "answered":
      return { request: 1n, ...tokenQuantities(tokens) };
    case "cancelled":
      return tokenQuantities(tokens);
    case "failed":
      return {};
  }
}

/** A record that claims more cached tokens than it has is no reason to keep the rest of its batch from being stored. */
function tokenQuantities({
  inputTokens,
  cachedInputTokens,
  outputTokens,
}: Omit<Billed, "outcome">): Quantities {
  const cached = Math.min(cachedInputTokens, inputTokens);
  return {
    input_token: BigInt(inputTokens - cached),
    cached_input_token: BigInt(cached),
    output_token: BigInt(outputTokens),
  };
}
