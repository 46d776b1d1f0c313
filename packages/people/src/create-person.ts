import type { SystemContext, SystemTx } from "@millrace/db";
import { Fault, newId, parseInput } from "@millrace/kernel";
import { z } from "zod";
import { requireGoodPassword } from "./passwords/good-password.ts";
import { hashPassword } from "./passwords/password.ts";
import { emailSchema, localeSchema, type Person, personNameSchema } from "./person.ts";
import { insertOperator, insertPerson } from "./store.ts";

const newcomerSchema = z.object({
  email: emailSchema,
  name: personNameSchema,
  /** Absent: whoever signs in by other means only. */
  password: z.string().optional(),
  /** True where it is certain that the address is theirs. */
  emailVerified: z.boolean().default(false),
  locale: localeSchema.default("en"),
});

const inputSchema = newcomerSchema.extend({ isOperator: z.boolean().default(false) });

/** Somebody who is not there yet, with all that takes long done. */
export type NewPerson = Person &
  Pick<z.infer<typeof newcomerSchema>, "emailVerified" | "locale"> & { passwordHash: string | null };

/**
 * Somebody who can sign in, in no team yet. Faults `invalid` `people.person_invalid` and those of a new password;
 * Fault `conflict` `people.email_taken`.
 */
export async function createPerson(
  { database, clock }: SystemContext,
  input: z.input<typeof inputSchema>,
): Promise<Person> {
  const { isOperator, ...newcomer } = parseInput(inputSchema, input, "people.person_invalid");
  const person = await preparePerson(newcomer);
  const createdAt = clock.now();
  await database.inSystem(async (tx) => {
    if (!(await addPerson(tx, person, createdAt))) throw emailTaken();
    if (isOperator) await insertOperator(tx, person.id, createdAt);
  });
  return { id: person.id, email: person.email, name: person.name };
}

/**
 * What `addPerson` needs, worked out before any transaction begins. Faults `invalid` `people.person_invalid` and those
 * of a new password.
 */
export async function preparePerson(input: z.input<typeof newcomerSchema>): Promise<NewPerson> {
  const { password, ...newcomer } = parseInput(newcomerSchema, input, "people.person_invalid");
  if (password !== undefined) requireGoodPassword(password, newcomer.email);
  const passwordHash = password === undefined ? null : await hashPassword(password);
  return { id: newId(), ...newcomer, passwordHash };
}

/** For whoever makes a person together with what they are made for. False when the address is taken. */
export async function addPerson(tx: SystemTx, person: NewPerson, at: Date): Promise<boolean> {
  const { emailVerified, ...rest } = person;
  return insertPerson(tx, { ...rest, emailVerifiedAt: emailVerified ? at : null, createdAt: at });
}

function emailTaken(): Fault {
  return new Fault({
    kind: "conflict",
    code: "people.email_taken",
    message: "Somebody already signs in with this e-mail address.",
    param: "email",
  });
}
