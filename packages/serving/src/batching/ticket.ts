import type { FlowAccount } from "./flow-book.ts";

/** `interactive` goes first; `batch` fills what is left and yields within one batch. */
export type Priority = "interactive" | "batch";

/** What a request asks of the line. */
export type Wish = {
  readonly priority: Priority;
  /** Who shares: requests of one label are one party to the fair division. */
  readonly flow: string;
  /** From now; infinite when there is none. */
  readonly deadlineMs: number;
};

/** The place in the line that an admitted request holds. Moments are monotonic. */
export type Ticket = {
  readonly priority: Priority;
  readonly flow: FlowAccount;
  readonly admittedAtMs: number;
  /** The moment by which the answer is wanted; infinite when there is none. */
  readonly deadlineAtMs: number;
  /** Its turn within its flow: the deadline, or where there is none, `PATIENCE_MS` after its admission. */
  readonly dueAtMs: number;
  /** Items of it that wait. */
  waiting: number;
  /** It counts among the requests that wait: not all of its items are with a replica. */
  isWaiting: boolean;
};

/** One input in the line. */
export type LineItem = {
  readonly ticket: Ticket;
  /** Counts up as inputs come in; what returns finds its old place by it. */
  readonly order: number;
  readonly tokens: number;
  /** Shares its batch with nobody, because it may have harmed others. */
  readonly alone: boolean;
  /** Only items of equal kin share a batch; null shares with nobody. */
  readonly kin: string | null;
  /** What it is expected to take of a replica, as one of a batch of its like. */
  readonly planMs: number;
};

/** A request without a deadline takes its turn as if it had this one, so that no other can pass it for ever. */
export const PATIENCE_MS = 10_000;
