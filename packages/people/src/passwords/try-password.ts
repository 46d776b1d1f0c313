import type { SystemContext } from "@millrace/db";
import { Fault } from "@millrace/kernel";
import { forgiveAttempt, giveBackAttempt, takeAttempt, tooManyAttempts } from "../attempts/take-attempt.ts";
import { proofLimits } from "../rules/attempt-limits.ts";
import type { Session } from "../sessions/session.ts";
import { findPasswordHash } from "../store.ts";
import { hasAllowedLength, verifyPassword } from "./password.ts";

/**
 * Checks the password of whoever is signed in, once more. Faults `invalid` `people.password_wrong`, `limit_exceeded`
 * `people.too_many_attempts` and `people.busy`.
 */
export async function tryPassword(
  { database, clock }: SystemContext,
  { session, password }: { session: Session; password: string },
): Promise<void> {
  if (!hasAllowedLength(password)) throw wrongPassword();
  const limits = proofLimits(session.id);
  const { full, passwordHash } = await database.inSystem(async (tx) => ({
    full: await takeAttempt(tx, limits, clock.now()),
    passwordHash: await findPasswordHash(tx, session.person.id),
  }));
  if (full) throw tooManyAttempts(full.waitMs);
  const matches = await verifyPassword(password, passwordHash ?? "").catch(async (err) => {
    await database.inSystem((tx) => giveBackAttempt(tx, limits));
    throw err;
  });
  if (!matches) throw wrongPassword();
  await database.inSystem((tx) => forgiveAttempt(tx, limits));
}

function wrongPassword(): Fault {
  return new Fault({
    kind: "invalid",
    code: "people.password_wrong",
    message: "This is not your password.",
    param: "password",
  });
}
