import type { Letter } from "./letter.ts";

/** A mail in the outbox. */
export type Mail = {
  id: string;
  teamId: string | null;
  recipient: string;
  template: Letter["template"];
  locale: Letter["locale"];
  /** Null once it was sent or nobody has any use for it. */
  sealedValues: Uint8Array | null;
  attempts: number;
};

/** Where a mail's values are sealed. */
export function placeOfMail({ teamId, id }: Pick<Mail, "teamId" | "id">) {
  return { owner: teamId, purpose: "mail", id };
}
