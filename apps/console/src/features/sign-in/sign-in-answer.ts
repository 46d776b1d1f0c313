/** How an attempt to sign in ended, as the form has to know it. */
export type SignInAnswer =
  | { is: "signed_in" }
  | { is: "second_factor" }
  | { is: "refused" }
  | { is: "wait"; waitMs: number }
  | { is: "unavailable" };

/** What next-auth itself says for a refusal. */
const REFUSED = "CredentialsSignin";
const SECOND_FACTOR = "second_factor";
const WAIT = /^wait_(\d{1,9})$/;

/** Of everything that `authorize` can say, next-auth carries only the message of an error to the browser. */
export function secondFactorError(): Error {
  return new Error(SECOND_FACTOR);
}

export function waitError(waitMs: number): Error {
  return new Error(`wait_${Math.min(Math.ceil(waitMs), 999_999_999)}`);
}

/** What the browser makes of next-auth's answer. */
export function answerOf(response: { ok: boolean; error: string | null } | undefined): SignInAnswer {
  if (response?.ok && !response.error) return { is: "signed_in" };
  const error = response?.error ?? "";
  if (error === SECOND_FACTOR) return { is: "second_factor" };
  if (error === REFUSED) return { is: "refused" };
  const [, waitMs] = WAIT.exec(error) ?? [];
  return waitMs === undefined ? { is: "unavailable" } : { is: "wait", waitMs: Number(waitMs) };
}
