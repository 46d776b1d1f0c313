import type { Account } from "../account.ts";

/** What one holder says of one account, and what it would like. Amounts in the account's measure. */
export type Ask = {
  readonly account: Account;
  /** All that the holder was ever given and has not given back. Lower than before: it gives back. */
  readonly granted: bigint;
  /** What requests that wait need beyond what it has. */
  readonly need: bigint;
  /** What it may need soon. */
  readonly want: bigint;
  /** When the first request came that took from it; records of those before are none of its use. */
  readonly openedAt: Date;
  /** Nothing of it is in use: the lease ends. */
  readonly closes: boolean;
  /** It has given back all that it does not need, as it was asked to. */
  readonly answersRecall: boolean;
};

/** Which limit an account is held to, as a refusal names it. */
export type LimitFacts = {
  readonly id: string;
  readonly value: bigint;
  /** Who set it, for people to read; null for the system. */
  readonly setBy: string | null;
  /** The share in per cent from which requests go one at a time; null: never. */
  readonly throttleAt: number | null;
};

export type Answer = {
  /** From now on, in place of what the holder said. */
  readonly granted: bigint;
  /** The lease had been taken away: whatever was reserved under it counts no longer. */
  readonly isAnew: boolean;
  /** Null: no limit holds any more, or it is the team's credit. */
  readonly limit: LimitFacts | null;
  /** Of what this holder has, the part beyond the share that is given freely: one request at a time may use it. */
  readonly beyond: bigint;
  /** What was missing is there, beyond that share: it is given to whoever asks again. */
  readonly hasMore: boolean;
  /** What was used of it, settled by records. */
  readonly used: bigint;
  /** What is left to whoever asks next; null: without a limit. */
  readonly free: bigint | null;
  /**
   * Where there was too little, the others who hold some were asked to give back what they do not need; this is when the last of them
   * to do so did, in the database's time. Null: nobody else holds any.
   */
  readonly othersAnsweredAt: string | null;
  /** The database's time. */
  readonly at: string;
};

/** One start of the service on a node. */
export type Holder = { readonly holderId: string; readonly nodeId: string };
