import type { SignInMethod } from "@millrace/people";

/** A browser in which one is signed in, as the list shows it. */
export type SessionRow = {
  id: string;
  method: SignInMethod;
  createdAt: Date;
  lastSeenAt: Date;
  address: string | null;
  /** Such as `Firefox, Linux`; empty: not known. */
  device: string;
  isThis: boolean;
};
