const REFUSALS = ["identity_unknown", "single_sign_on", "expired", "provider"] as const;

/** Why somebody was sent back to sign in, of the reasons that the page has words for. */
export type Refusal = (typeof REFUSALS)[number];

type Query = Record<"refusal" | "error", string | string[] | undefined>;

/** `refusal` is ours, `error` next-auth's; it says the same whatever went wrong at a provider, and so do we. */
export function refusalOf({ refusal, error }: Query): Refusal | null {
  const known = REFUSALS.find((name) => name === refusal);
  if (known) return known;
  return error === undefined || error === "SessionRequired" ? null : "provider";
}
