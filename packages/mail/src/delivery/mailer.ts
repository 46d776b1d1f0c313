import type { Failure } from "../rules/judge-failure.ts";
import type { RenderedMail } from "../rules/render-mail.ts";

export type Outgoing = Pick<RenderedMail, "subject" | "text" | "html"> & {
  id: string;
  recipient: string;
  locale: string;
};

/** What takes mail to where it goes. */
export type Mailer = {
  /** Is the server there, and does it let us in? */
  check(): Promise<Failure | null>;
  /** Null: the server has taken it over. */
  send(mail: Outgoing): Promise<Failure | null>;
};
