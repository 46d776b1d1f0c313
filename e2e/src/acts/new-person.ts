import { randomUUID } from "node:crypto";
import type { Product } from "@millrace/testing";
import pg from "pg";
import type { Locale } from "../words.ts";
import type { Login } from "./sign-in.ts";

/**
 * Somebody of the test's own, so that what it does to their account concerns no other test: put into the database beside
 * the owner of the first start, with the owner's password and a role in the owner's team.
 */
export async function newPerson(
  { databaseUrl, email: owner, password }: Product,
  role: string,
  /** In which mail to them is written. */
  locale: Locale = "en",
): Promise<Login> {
  const name = `Ada ${randomUUID().slice(0, 8)}`;
  const email = `${name.replace(" ", ".").toLowerCase()}@example.test`;
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    await client.query(
      `WITH owner AS (SELECT id, password_hash FROM persons WHERE email = $1),
            person AS (INSERT INTO persons (id, email, name, password_hash, email_verified_at, locale)
                       SELECT gen_random_uuid(), $2, $3, password_hash, now(), $5 FROM owner RETURNING id)
       INSERT INTO memberships (team_id, person_id, role)
       SELECT team_id, person.id, $4 FROM memberships JOIN owner ON owner.id = person_id, person LIMIT 1`,
      [owner, email, name, role, locale],
    );
  } finally {
    await client.end();
  }
  return { email, password, name };
}
