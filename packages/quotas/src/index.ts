export {
  type Account,
  type AccountName,
  accountKey,
  type Charge,
  type Holding,
  type LimitMeasure,
  type LimitPeriod,
  type Measure,
  type Scope,
} from "./account.ts";
export { holdDeployments } from "./holdings/hold-deployments.ts";
export { requireRoomForBytes, roomForBytes } from "./holdings/room-for-bytes.ts";
export type { Answer, Ask, Holder } from "./leases/ask.ts";
export { askLeases, type CreditLeft } from "./leases/ask-leases.ts";
export { announceHolder, expireLeases, listRecalled, releaseEarlierHolders } from "./leases/keep-leases.ts";
export { LeaseBook } from "./leases/lease-book.ts";
export type { Reservation } from "./leases/reservation.ts";
export { describeUse, type KeyUse } from "./limits/describe-use.ts";
export type { FilledLimit } from "./limits/fill-limits.ts";
export type { Limit } from "./limits/limit.ts";
export { listLimits } from "./limits/list-limits.ts";
export { loadTeamRules } from "./limits/load-team-rules.ts";
export { raiseLimit } from "./limits/raise-limit.ts";
export { removeLimit } from "./limits/remove-limit.ts";
export { setLimit } from "./limits/set-limit.ts";
export type { LimitRule, TeamRules } from "./limits/team-rules.ts";
export { forgetNotices } from "./notices/forget-notices.ts";
export { giveNotices } from "./notices/give-notices.ts";
export { type Amounts, accountsOf, chargesOf, type Subject } from "./rules/charges-of.ts";
export { periodEnd } from "./rules/period-bounds.ts";
export { countUsage } from "./usage/count-usage.ts";
