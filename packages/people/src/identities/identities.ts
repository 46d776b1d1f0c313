import { recordPersonAudit } from "@millrace/audit";
import type { SystemContext } from "@millrace/db";
import { Fault, parseInput } from "@millrace/kernel";
import { z } from "zod";
import { requireOwnSession, requireRecentProof } from "../sessions/proof.ts";
import type { Session } from "../sessions/session.ts";
import { findPasswordHash, isEmailVerified, lockPerson } from "../store.ts";
import { deleteIdentity, findIdentitiesOf, findPersonByIdentity, insertIdentity } from "./store.ts";

const SUBJECT_LENGTH_MAX = 500;
const LABEL_LENGTH_MAX = 200;
const providerSchema = z.enum(["github", "google", "oidc"]);
const identitySchema = z.object({
  provider: providerSchema,
  subject: z.string().min(1).max(SUBJECT_LENGTH_MAX),
});
const linkSchema = identitySchema.extend({
  label: z.string().transform((text) => text.slice(0, LABEL_LENGTH_MAX)),
});

/** Whose account elsewhere this is; null: nobody linked it. The provider's own id counts, never an e-mail address. */
export async function findByIdentity(
  { database }: SystemContext,
  input: { provider: string; subject: string },
): Promise<string | null> {
  const parsed = identitySchema.safeParse(input);
  return parsed.success ? database.inSystem((tx) => findPersonByIdentity(tx, parsed.data)) : null;
}

/**
 * From now on that account signs this person in. Faults `precondition` `people.prove_again`; `conflict`
 * `people.identity_taken`; `forbidden` `people.confined_session`.
 */
export async function linkIdentity(
  { database, clock }: SystemContext,
  session: Session,
  input: { provider: string; subject: string; label: string },
): Promise<void> {
  const identity = parseInput(linkSchema, input, "people.identity_invalid");
  requireOwnSession(session);
  requireRecentProof(session, clock);
  const { person, origin } = session;
  await database.inSystem(async (tx) => {
    const isNew = await insertIdentity(tx, { ...identity, personId: person.id, linkedAt: clock.now() });
    if (!isNew) throw identityTaken();
    await recordPersonAudit(
      tx,
      { clock, person, address: origin.address },
      {
        verb: "person.link_identity",
        subjectType: "person",
        subjectId: person.id,
        after: { provider: identity.provider },
      },
    );
  });
}

/**
 * That account no longer signs this person in. Refused where it is their only way in. Faults `not_found`
 * `people.no_such_identity`; `precondition` `people.last_way_in`, `people.prove_again`; `forbidden`
 * `people.confined_session`.
 */
export async function unlinkIdentity(
  { database, clock }: SystemContext,
  session: Session,
  input: { provider: string },
): Promise<void> {
  const { provider } = parseInput(z.object({ provider: providerSchema }), input, "people.identity_invalid");
  requireOwnSession(session);
  requireRecentProof(session, clock);
  const { person, origin } = session;
  await database.inSystem(async (tx) => {
    await lockPerson(tx, person.id);
    if (!(await deleteIdentity(tx, person.id, provider))) throw noSuchIdentity();
    const others = (await findIdentitiesOf(tx, person.id)).length;
    const hasOtherWay =
      others > 0 ||
      (await findPasswordHash(tx, person.id)) !== null ||
      (await isEmailVerified(tx, person.id));
    if (!hasOtherWay) throw lastWayIn();
    await recordPersonAudit(
      tx,
      { clock, person, address: origin.address },
      { verb: "person.unlink_identity", subjectType: "person", subjectId: person.id, before: { provider } },
    );
  });
}

function identityTaken(): Fault {
  return new Fault({
    kind: "conflict",
    code: "people.identity_taken",
    message: "That account, or another one of the same provider, is linked already.",
  });
}

function noSuchIdentity(): Fault {
  return new Fault({
    kind: "not_found",
    code: "people.no_such_identity",
    message: "No account of this provider is linked.",
  });
}

function lastWayIn(): Fault {
  return new Fault({
    kind: "precondition",
    code: "people.last_way_in",
    message: "This account is your only way in. Set a password first.",
  });
}
