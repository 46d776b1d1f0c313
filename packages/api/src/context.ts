import type { Database } from "@millrace/db";
import type { Clock, Origin } from "@millrace/kernel";
import type { PaymentProvider } from "@millrace/payments";
import type { Session } from "@millrace/people";
import type { Secrets } from "@millrace/secrets";
import type { Member, SsoMeans } from "@millrace/teams";

/** What a call brings along. */
export type ApiContext = {
  database: Database;
  clock: Clock;
  secrets: Secrets;
  /** What single sign-on asks other hosts with. */
  sso: Omit<SsoMeans, "secrets">;
  /** Where browsers reach the console: the only address that links to it are made from. */
  consoleUrl: string;
  /** Whether mail leaves this installation; if not, links are shown to whoever made them. */
  sendsMail: boolean;
  /** Who collects; null: nobody does, and people pay elsewhere. */
  provider: PaymentProvider | null;
  /** Null: nobody is signed in. */
  session: Session | null;
  /** The person at work in the team that the address of the call names; null: no team is named, or not one of theirs. */
  member: Member | null;
  origin: Origin;
  /** The id under which this call is in the log; shown with an error. */
  requestId: string;
};
