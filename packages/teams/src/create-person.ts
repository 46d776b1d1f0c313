import type { SystemContext } from "@millrace/db";
import { Fault, newId, parseInput } from "@millrace/kernel";
import { z } from "zod";
import { hashPassword } from "./password.ts";
import { emailSchema, type Person, personNameSchema } from "./person.ts";
import { insertPerson } from "./store.ts";

const inputSchema = z.object({ email: emailSchema, name: personNameSchema, password: z.string() });

/**
 * Somebody who can sign in, in no team yet. Fault `invalid` `teams.person_invalid` or `teams.password_length`;
 * Fault `conflict` `teams.email_taken`.
 */
export async function createPerson(
  { database, clock }: SystemContext,
  input: z.input<typeof inputSchema>,
): Promise<Person> {
  const { email, name, password } = parseInput(inputSchema, input, "teams.person_invalid");
  const person = { id: newId(), email, name };
  const passwordHash = await hashPassword(password);
  const isNew = await database.inSystem((tx) =>
    insertPerson(tx, { ...person, passwordHash, createdAt: clock.now() }),
  );
  if (!isNew) throw emailTaken();
  return person;
}

function emailTaken(): Fault {
  return new Fault({
    kind: "conflict",
    code: "teams.email_taken",
    message: "Somebody already signs in with this e-mail address.",
    param: "email",
  });
}
