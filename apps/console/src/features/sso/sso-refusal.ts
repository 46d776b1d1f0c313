/** Why somebody was not let in, of the reasons that the page has words for. */
const SSO_REFUSALS = [
  "no_sso",
  "unavailable",
  "too_many",
  "cancelled",
  "invalid",
  "email_unverified",
  "other_domain",
  "other_account",
  "owner_elsewhere",
  "removed",
  "no_seat",
] as const;

export type SsoRefusalName = (typeof SSO_REFUSALS)[number];

/** Null for what nobody has words for. */
export function ssoRefusalIn(text: string | string[] | undefined): SsoRefusalName | null {
  return SSO_REFUSALS.find((name) => name === text) ?? null;
}

const BY_CODE: Record<string, SsoRefusalName> = {
  "teams.no_sso": "no_sso",
  "teams.no_seat": "no_seat",
  "people.too_many_attempts": "too_many",
  "teams.other_domain": "other_domain",
};

/** What the page says of a fault; of whatever else went wrong, that it did. */
export function ssoRefusalOf(code: string): SsoRefusalName {
  return BY_CODE[code] ?? "unavailable";
}
