import { randomUUID } from "node:crypto";
import type { Product } from "@millrace/testing";
import pg from "pg";
import type { Locale } from "../words.ts";
import type { Login } from "./sign-in.ts";

export type NewTeam = { handle: string; name: string; owner: Login };

/**
 * A team of the test's own, so that what it demands of its members concerns no other test: put into the database, with an
 * owner who has the password of the owner of the first start.
 */
export async function newTeam(
  { databaseUrl, email: first, password }: Product,
  /** In which mail to its owner is written. */
  locale: Locale = "en",
): Promise<NewTeam> {
  const mark = randomUUID().slice(0, 6);
  const name = `Team ${mark}`;
  const handle = `team-${mark}`;
  const owner = { email: `grace.${mark}@example.test`, name: `Grace ${mark}`, password };
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    await client.query(
      `WITH person AS (INSERT INTO persons (id, email, name, password_hash, email_verified_at, locale)
                       SELECT gen_random_uuid(), $1, $2, password_hash, now(), $6 FROM persons WHERE email = $3 RETURNING id),
            team AS (INSERT INTO teams (id, handle, name) VALUES (gen_random_uuid(), $4, $5) RETURNING id)
       INSERT INTO memberships (team_id, person_id, role, joined_by)
       SELECT team.id, person.id, 'owner', 'owner' FROM team, person`,
      [owner.email, owner.name, first, handle, name, locale],
    );
  } finally {
    await client.end();
  }
  return { handle, name, owner };
}
