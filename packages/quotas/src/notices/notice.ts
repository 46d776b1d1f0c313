import type { LimitMeasure, LimitPeriod, Scope } from "../account.ts";

/** A share of a limit that was reached, and that people are told of. */
export type ReachedShare = {
  teamId: string;
  limitId: string;
  /** In per cent. */
  share: number;
};

/** A limit of which somebody is told, with what its mail says. */
export type ToldLimit = {
  id: string;
  scope: Scope;
  measure: LimitMeasure;
  period: LimitPeriod;
  startsAt: Date;
  value: bigint;
  used: bigint;
  /** What people call what it is for; null when that is gone. */
  subject: string | null;
  /** The person whose key it is or who the member is. */
  ownerId: string | null;
  setBy: string | null;
  team: { name: string; handle: string; currency: string };
};
