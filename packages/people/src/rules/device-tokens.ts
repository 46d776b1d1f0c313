import { hashToken, newToken, tokenSchema } from "./token.ts";

/** Of how many people one browser remembers that they signed in there before. */
const TOKENS_MAX = 5;
const SEPARATOR = ".";

/**
 * The tokens in a device cookie, the latest first: one a person, since several may share a browser. What does not look
 * like a token is passed over.
 */
export function readDeviceTokens(cookie: string | undefined): string[] {
  if (cookie === undefined) return [];
  const tokens = cookie.split(SEPARATOR, TOKENS_MAX).filter((token) => tokenSchema.safeParse(token).success);
  return [...new Set(tokens)];
}

export function hashDeviceTokens(cookie: string | undefined): Uint8Array<ArrayBuffer>[] {
  return readDeviceTokens(cookie).map(hashToken);
}

/**
 * The cookie with a fresh token before those that it holds. A token that a person's browser brings along and that is
 * not theirs is never made theirs: whoever planted it there would be known as them.
 */
export function addDeviceToken(cookie: string | undefined): { deviceToken: string; token: string } {
  const token = newToken();
  const tokens = [token, ...readDeviceTokens(cookie)].slice(0, TOKENS_MAX);
  return { deviceToken: tokens.join(SEPARATOR), token };
}
