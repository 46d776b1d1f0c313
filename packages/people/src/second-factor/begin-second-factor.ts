import { Fault } from "@millrace/kernel";
import type { PeopleContext } from "../context.ts";
import { newOneTimeSecret, oneTimeUri } from "../rules/one-time-code.ts";
import { requireOwnSession, requireRecentProof } from "../sessions/proof.ts";
import type { Session } from "../sessions/session.ts";
import { lockPerson } from "../store.ts";
import { secretPlace } from "./secret-place.ts";
import { hasSecondFactor, replaceUnconfirmed } from "./store.ts";

/**
 * A secret for an authenticator; it is asked for at no sign-in before `turnOnSecondFactor` has seen a code of it. Faults
 * `forbidden` `people.confined_session`, `precondition` `people.prove_again`, `conflict` `people.second_factor_on`.
 */
export async function beginSecondFactor(
  ctx: PeopleContext,
  session: Session,
): Promise<{ secret: string; uri: string }> {
  requireOwnSession(session);
  requireRecentProof(session, ctx.clock);
  const { id: personId, email } = session.person;
  const secret = newOneTimeSecret();
  await ctx.database.inSystem(async (tx) => {
    await lockPerson(tx, personId);
    if (await hasSecondFactor(tx, personId)) throw alreadyOn();
    const sealedSecret = await ctx.secrets.seal(tx, secretPlace(personId), secret);
    await replaceUnconfirmed(tx, personId, { sealedSecret, createdAt: ctx.clock.now() });
  });
  return { secret, uri: oneTimeUri(secret, email) };
}

function alreadyOn(): Fault {
  return new Fault({
    kind: "conflict",
    code: "people.second_factor_on",
    message: "The second factor is on already. Turn it off before you set up another.",
  });
}
