import type { SystemTx } from "@millrace/db";
import { Fault } from "@millrace/kernel";
import { forgiveAttempt, takeAttempt, tooManyAttempts } from "../attempts/take-attempt.ts";
import type { PeopleContext } from "../context.ts";
import type { Addressee } from "../person.ts";
import { proofLimits } from "../rules/attempt-limits.ts";
import type { Session } from "../sessions/session.ts";
import { findAddressee, lockPerson } from "../store.ts";
import { spendCode } from "./spend-code.ts";

/**
 * What only a right code allows, in the transaction that uses the code up. Faults `invalid` `people.code_wrong`,
 * `limit_exceeded` `people.too_many_attempts`.
 */
export async function withCode<T>(
  ctx: PeopleContext,
  { session, code }: { session: Session; code: string },
  work: (tx: SystemTx, person: Addressee) => Promise<T>,
): Promise<T> {
  const limits = proofLimits(session.id);
  // A refusal is returned first and thrown after: the try that it counts must stay counted.
  const outcome = await ctx.database.inSystem(async (tx) => {
    await lockPerson(tx, session.person.id);
    const full = await takeAttempt(tx, limits, ctx.clock.now());
    if (full) return { refusal: tooManyAttempts(full.waitMs) };
    const person = await findAddressee(tx, { id: session.person.id });
    if (!person || !(await spendCode(tx, ctx, { personId: person.id, code })))
      return { refusal: wrongCode() };
    await forgiveAttempt(tx, limits);
    return { done: await work(tx, person) };
  });
  if (outcome.refusal) throw outcome.refusal;
  return outcome.done;
}

export function wrongCode(): Fault {
  return new Fault({
    kind: "invalid",
    code: "people.code_wrong",
    message: "This code is not right, or was used before.",
    param: "code",
  });
}
