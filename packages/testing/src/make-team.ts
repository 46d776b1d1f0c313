import type { Context } from "@millrace/db";
import { type Clock, newId } from "@millrace/kernel";
import { fakeClock } from "./fake-clock.ts";
import type { TestDatabase } from "./test-database.ts";

export type TestTeam = {
  teamId: string;
  handle: string;
  personId: string;
  email: string;
  /** Acts in this team as the given role. */
  as(role: string): Context;
};

/** A team with one person in it, made by plain SQL, so that tests of any domain can start from it. */
export async function makeTeam(test: TestDatabase, clock: Clock = fakeClock()): Promise<TestTeam> {
  const teamId = newId();
  const personId = newId();
  const handle = `team-${teamId.slice(-12, -6)}-${teamId.slice(-6)}`;
  const email = `${personId}@example.test`;
  await test.sql("INSERT INTO teams (id, handle, name, currency) VALUES ($1, $2, $3, 'USD')", [
    teamId,
    handle,
    `Team ${teamId.slice(-4)}`,
  ]);
  await test.sql("INSERT INTO persons (id, email, name, password_hash) VALUES ($1, $2, 'Ada', 'none')", [
    personId,
    email,
  ]);
  await test.sql(
    "INSERT INTO memberships (team_id, person_id, role, joined_by) VALUES ($1, $2, 'owner', 'owner')",
    [teamId, personId],
  );
  return {
    teamId,
    handle,
    personId,
    email,
    as: (role) => ({ database: test.database, clock, actor: { teamId, personId, role, label: email } }),
  };
}
