import { emailSchema } from "@millrace/people";

/** What a provider says of an account, after its signature was checked. */
export type Claims = Readonly<Record<string, unknown>>;

export type ProviderAccount = {
  /** The provider's own id of the account. */
  subject: string;
  email: string;
  name: string | null;
};

const SUBJECT_LENGTH_MAX = 255;

/**
 * The account that claims tell of; null when they do not vouch for an e-mail address. Microsoft says "the domain's owner
 * has verified it" where others say that the address is verified.
 */
export function readClaims(claims: Claims): ProviderAccount | null {
  const { sub, email, name } = claims;
  if (typeof sub !== "string" || sub.length === 0 || sub.length > SUBJECT_LENGTH_MAX) return null;
  if (!isTrue(claims.email_verified) && !isTrue(claims.xms_edov)) return null;
  const parsed = emailSchema.safeParse(email);
  if (!parsed.success) return null;
  return { subject: sub, email: parsed.data, name: typeof name === "string" ? name : null };
}

/** Some providers write claims as strings or numbers; nothing else that a language takes for true is. */
function isTrue(value: unknown): boolean {
  return value === true || value === "true" || value === 1 || value === "1";
}
