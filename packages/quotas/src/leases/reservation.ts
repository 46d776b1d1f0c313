import type { AccountName, Charge } from "../account.ts";
import type { Answer, Ask } from "./ask.ts";

export type LeaseSource = {
  ask(asks: readonly Ask[]): Promise<readonly Answer[]>;
  /** Of what is held, what others are short of. */
  recalled(): Promise<readonly AccountName[]>;
};

/** What a request has taken. Ends once: with what it used, or with nothing. */
export type Reservation = {
  /** Takes more, of the same accounts or others, while the request is under way. Throws as `reserve` does. */
  grow(charges: readonly Charge[]): Promise<void> | void;
  /** The request used this; `recordId` is the record that will say so to the database. What was taken beyond it is free again. */
  settle(recordId: string, used: readonly Charge[]): void;
  /** Nothing was used. After `settle`: nothing happens. */
  release(): void;
};
