import type { SystemTx } from "@millrace/db";
import { Fault, parseInput } from "@millrace/kernel";
import { takeAttempt, tooManyAttempts } from "../attempts/take-attempt.ts";
import type { PeopleContext } from "../context.ts";
import { proofLimits } from "../rules/attempt-limits.ts";
import { stepOfCode } from "../rules/one-time-code.ts";
import { requireOwnSession, requireRecentProof } from "../sessions/proof.ts";
import type { Session } from "../sessions/session.ts";
import { deleteSessionsOf, updateSession } from "../sessions/store.ts";
import { findAddressee, lockPerson } from "../store.ts";
import { codeSchema } from "./code-input.ts";
import { issueRecoveryCodes } from "./issue-recovery-codes.ts";
import { secretPlace } from "./secret-place.ts";
import { confirmFactor, findUnconfirmed } from "./store.ts";
import { tellOfChange } from "./tell-of-change.ts";
import { wrongCode } from "./with-code.ts";

type TurnedOn = { recoveryCodes: string[] };

/**
 * From now on a code is asked for at every sign-in. Sessions that never showed one end. The recovery codes are shown once.
 * Faults `precondition` `people.prove_again` and `people.second_factor_not_begun`, `invalid` `people.code_wrong`,
 * `limit_exceeded` `people.too_many_attempts`, `forbidden` `people.confined_session`.
 */
export async function turnOnSecondFactor(
  ctx: PeopleContext,
  session: Session,
  input: { code: string },
): Promise<TurnedOn> {
  const { code } = parseInput(codeSchema, input, "people.code_invalid");
  requireOwnSession(session);
  requireRecentProof(session, ctx.clock);
  const outcome = await ctx.database.inSystem((tx) => turnOn(tx, ctx, { session, code }));
  if (outcome instanceof Fault) throw outcome;
  return outcome;
}

/** Refusals are returned, not thrown: the try that they count must stay counted. */
async function turnOn(
  tx: SystemTx,
  ctx: PeopleContext,
  { session, code }: { session: Session; code: string },
): Promise<TurnedOn | Fault> {
  const personId = session.person.id;
  const at = ctx.clock.now();
  await lockPerson(tx, personId);
  const full = await takeAttempt(tx, proofLimits(session.id), at);
  if (full) return tooManyAttempts(full.waitMs);
  const person = await findAddressee(tx, { id: personId });
  const begun = await findUnconfirmed(tx, personId, at);
  if (!person || !begun) return notBegun();
  const step = stepOfCode(await ctx.secrets.open(tx, secretPlace(personId), begun.sealedSecret), code, at);
  if (step === null) return wrongCode();
  await confirmFactor(tx, personId, { step, at });
  await updateSession(tx, session.id, { provedAt: at, secondFactorAt: at });
  await deleteSessionsOf(tx, personId, { keepId: session.id });
  const recoveryCodes = await issueRecoveryCodes(tx, personId);
  await tellOfChange(tx, ctx, { person, session, verb: "second_factor.turn_on", isOn: true });
  return { recoveryCodes };
}

function notBegun(): Fault {
  return new Fault({
    kind: "precondition",
    code: "people.second_factor_not_begun",
    message: "Set up the authenticator anew: this was begun too long ago, or not at all.",
  });
}
