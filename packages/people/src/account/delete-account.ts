import type { SystemContext } from "@millrace/db";
import { Fault, parseInput } from "@millrace/kernel";
import { z } from "zod";
import { requireOwnSession, requireRecentProof } from "../sessions/proof.ts";
import type { Session } from "../sessions/session.ts";
import { countTeams, deletePerson, lockPerson } from "../store.ts";

const inputSchema = z.object({ email: z.string() });

/**
 * The account and everything that belongs to it alone goes, for ever. Whoever is in a team leaves it first, so that a
 * team knows. Faults `invalid` `people.email_differs`; `precondition` `people.still_in_teams`, `people.prove_again`;
 * `forbidden` `people.confined_session`.
 */
export async function deleteAccount(
  { database, clock }: SystemContext,
  session: Session,
  input: { email: string },
): Promise<void> {
  const { email } = parseInput(inputSchema, input, "people.account_invalid");
  requireOwnSession(session);
  requireRecentProof(session, clock);
  const { person } = session;
  if (email !== person.email) throw emailDiffers();
  await database.inSystem(async (tx) => {
    await lockPerson(tx, person.id);
    if ((await countTeams(tx, person.id)) > 0) throw stillInTeams();
    await deletePerson(tx, person);
  });
}

function emailDiffers(): Fault {
  return new Fault({
    kind: "invalid",
    code: "people.email_differs",
    message: "Type the address of your account to delete it.",
    param: "email",
  });
}

function stillInTeams(): Fault {
  return new Fault({
    kind: "precondition",
    code: "people.still_in_teams",
    message: "You are in a team. Leave your teams first, or delete those that are yours alone.",
  });
}
