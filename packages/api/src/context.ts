import type { Database } from "@millrace/db";
import type { Clock } from "@millrace/kernel";
import type { Session } from "@millrace/teams";

/** What a call brings along. */
export type ApiContext = {
  database: Database;
  clock: Clock;
  /** Null: nobody is signed in. */
  session: Session | null;
  /** The id under which this call is in the log; shown with an error. */
  requestId: string;
};
