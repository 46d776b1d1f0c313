import type { Clock } from "@millrace/kernel";
import type { Secrets } from "@millrace/secrets";

export type MailContext = { clock: Clock; secrets: Secrets };

/** A share of a limit that was reached. Amounts are written out, with their currency or unit where they have one. */
type ReachedLimit = {
  team: string;
  /** What it is for, by name; empty when that is gone. */
  subject: string;
  scope: "team" | "member" | "key" | "deployment";
  measure: "requests" | "tokens" | "spend" | "concurrency" | "replicas" | "compute_units" | "stored_bytes";
  period: "minute" | "day" | "month" | "total" | "now";
  /** In per cent. */
  share: string;
  value: string;
  used: string;
  /** When what is used is there again; empty: not by itself. */
  frees: string;
  path: string;
};

/** An invoice that could not be collected, and until when the team is served all the same. */
type DeclinedPayment = {
  team: string;
  /** What is left to pay, with its currency; empty: not known. */
  amount: string;
  /** In the provider's words; empty: it gives none. */
  reason: string;
  until: string;
  path: string;
};

/** What a mail says; its template puts it into words, in the reader's language, and makes links from `path`. */
type Content =
  | { template: "invitation"; values: { team: string; inviter: string; role: string; path: string } }
  | { template: "sign_in"; values: { path: string } }
  | { template: "reset_password"; values: { path: string } }
  | { template: "verify_email"; values: { path: string } }
  | { template: "new_device"; values: { at: string; address: string; device: string; path: string } }
  | { template: "password_changed"; values: { at: string; path: string } }
  | { template: "limit_reached"; values: ReachedLimit }
  | { template: "payment_declined"; values: DeclinedPayment }
  | { template: "top_up_failed"; values: { team: string; reason: string; path: string } }
  | { template: "second_factor_changed"; values: { at: string; isOn: "yes" | "no"; path: string } };

/** A mail to one person. `path` in its values is of the console, such as `/invitation#mi_…`. */
export type Letter = Content & {
  /** Null for mail about a person rather than a team. */
  teamId: string | null;
  recipient: string;
  locale: "en" | "zh-CN";
  /** After this nobody has any use for it. */
  expiresAt: Date;
};
