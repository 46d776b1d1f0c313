export const GRANT_KINDS = ["paid", "promotional"] as const;

/** Credit that a team was given or bought. */
export type CreditGrant = {
  id: string;
  kind: (typeof GRANT_KINDS)[number];
  /** For people, such as "Welcome". */
  name: string;
  /** 0 is used first. */
  priority: number;
  /** ISO 4217. */
  currency: string;
  amountPico: bigint;
  /** What was used, and what expired. */
  usedPico: bigint;
  effectiveAt: Date;
  /** Null: never. */
  expiresAt: Date | null;
  voidedAt: Date | null;
};
