/** Null: it is not decided whether anything goes back. Source: https://docs.stripe.com/api/refunds/object */
export function refundStateOf(status: string | null): "succeeded" | "failed" | null {
  switch (status) {
    case "succeeded":
    case "pending":
      return "succeeded";
    case "failed":
    case "canceled":
      return "failed";
    default:
      return null;
  }
}

/** Null: a question of the bank, for which no money was taken. Source: https://docs.stripe.com/api/disputes/object */
export function disputeStateOf(status: string): "open" | "won" | "lost" | null {
  switch (status) {
    case "needs_response":
    case "under_review":
      return "open";
    case "won":
    case "lost":
      return status;
    default:
      return null;
  }
}
