const MINUTE_MS = 60_000;

export type Hash = Uint8Array<ArrayBuffer>;

/** What a link in a mail is good for. Each works once. */
export type LinkPurpose = "sign_in" | "reset_password" | "verify_email";

export const LINK_AGE_MAX_MS: Record<LinkPurpose, number> = {
  sign_in: 15 * MINUTE_MS,
  reset_password: 30 * MINUTE_MS,
  verify_email: 24 * 60 * MINUTE_MS,
};

/** Where the console reads the token from the fragment, which reaches no server's log and no other site. */
export const LINK_PLACES: Record<LinkPurpose, string> = {
  sign_in: "/sign-in/link",
  reset_password: "/reset-password",
  verify_email: "/verify-email",
};
