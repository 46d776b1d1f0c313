import type { SystemContext } from "@millrace/db";
import { Fault, newId, parseInput } from "@millrace/kernel";
import { z } from "zod";
import { hashPassword } from "./passwords/password.ts";
import { emailSchema, type Person, personNameSchema } from "./person.ts";
import { insertOperator, insertPerson } from "./store.ts";

const inputSchema = z.object({
  email: emailSchema,
  name: personNameSchema,
  password: z.string(),
  isOperator: z.boolean().default(false),
});

/**
 * Somebody who can sign in, in no team yet. Fault `invalid` `people.person_invalid` or `people.password_length`;
 * Fault `conflict` `people.email_taken`.
 */
export async function createPerson(
  { database, clock }: SystemContext,
  input: z.input<typeof inputSchema>,
): Promise<Person> {
  const { email, name, password, isOperator } = parseInput(inputSchema, input, "people.person_invalid");
  const person = { id: newId(), email, name };
  const passwordHash = await hashPassword(password);
  const createdAt = clock.now();
  await database.inSystem(async (tx) => {
    if (!(await insertPerson(tx, { ...person, passwordHash, createdAt }))) throw emailTaken();
    if (isOperator) await insertOperator(tx, person.id, createdAt);
  });
  return person;
}

function emailTaken(): Fault {
  return new Fault({
    kind: "conflict",
    code: "people.email_taken",
    message: "Somebody already signs in with this e-mail address.",
    param: "email",
  });
}
