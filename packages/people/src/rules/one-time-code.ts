import { Secret, TOTP } from "otpauth";

const ISSUER = "Millrace";
const PERIOD_S = 30;
/** A code of the step before or after counts too: clocks differ, and people type slowly (RFC 6238 §5.2). */
const WINDOW_STEPS = 1;
const SECRET_BYTES = 20;
const CODE = /^\d{6}$/;
const PARAMETERS = { algorithm: "SHA1", digits: 6, period: PERIOD_S } as const;

/** A fresh secret in base 32: 160 bits, as RFC 4226 §4 recommends. */
export function newOneTimeSecret(): string {
  return new Secret({ size: SECRET_BYTES }).base32;
}

/** What an authenticator reads from the picture (the `otpauth:` key URI format). */
export function oneTimeUri(secret: string, email: string): string {
  return new TOTP({ ...PARAMETERS, issuer: ISSUER, label: email, secret }).toString();
}

/**
 * The 30-second step (RFC 6238) whose code this is, one step before or after `at` included; null when it is none of
 * theirs. That a step is not accepted twice is the caller's.
 */
export function stepOfCode(secret: string, code: string, at: Date): number | null {
  const digits = code.replace(/\s/g, "");
  if (!CODE.test(digits)) return null;
  const totp = new TOTP({ ...PARAMETERS, secret: Secret.fromBase32(secret) });
  const delta = totp.validate({ token: digits, timestamp: at.getTime(), window: WINDOW_STEPS });
  return delta === null ? null : Math.floor(at.getTime() / (PERIOD_S * 1_000)) + delta;
}
