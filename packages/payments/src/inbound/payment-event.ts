export const EVENT_STATES = ["waiting", "done", "failed"] as const;

/** `failed`: was tried as often as it is tried, and waits for an operator. */
export type EventState = (typeof EVENT_STATES)[number];

/** Something that the provider told, once. Holds no more than which object to ask for. */
export type PaymentEvent = {
  /** Of the provider, such as `evt_…`; or of ours, for what it did not tell and was found. */
  id: string;
  /** Such as `invoice.paid`. */
  type: string;
  /** The object that it is about. */
  objectId: string;
  happenedAt: Date;
  receivedAt: Date;
  state: EventState;
  attempts: number;
  /** When it is tried next, if it waits. */
  nextAttemptAt: Date;
  /** Why it could not be done. */
  lastError: string | null;
  doneAt: Date | null;
};
