import type { Context } from "@millrace/db";
import { NO_ORIGIN, newId } from "@millrace/kernel";
import type { Session } from "@millrace/people";
import { createSecrets, openKeyRing } from "@millrace/secrets";
import { fakeClock, makeTeam, type TestTeam, testDatabase } from "@millrace/testing";
import type { MailingContext } from "./invitations/make-invitation.ts";

export const db = await testDatabase();
export const clock = fakeClock();
const keys = openKeyRing({ kind: "given", keys: ["only-for-tests-and-32-characters-long"] });
export const secrets = createSecrets({ keys, clock });
export const system = { database: db.database, clock };

export type Somebody = { personId: string; email: string; name: string };

/** A team of the given roles; the first person owns it. */
export async function makeTeamOf(...roles: string[]) {
  const team = await makeTeam(db, clock);
  const people = [];
  for (const role of roles) people.push(await addMember(team, role));
  return { team, owner: actingIn(team, { personId: team.personId, email: team.email }, "owner"), people };
}

export async function makePerson(email = `${newId()}@example.test`, isVerified = true): Promise<Somebody> {
  const personId = newId();
  await db.sql("INSERT INTO persons (id, email, name, email_verified_at) VALUES ($1, $2, 'Grace', $3)", [
    personId,
    email,
    isVerified ? clock.now() : null,
  ]);
  return { personId, email, name: "Grace" };
}

async function addMember(team: TestTeam, role: string) {
  const person = await makePerson();
  await db.sql("INSERT INTO memberships (team_id, person_id, role) VALUES ($1, $2, $3)", [
    team.teamId,
    person.personId,
    role,
  ]);
  return { ...person, ctx: actingIn(team, person, role) };
}

/** Somebody at work in a team as the given role, which a test may have changed since. */
export function actingIn(
  { teamId }: { teamId: string },
  { personId, email }: { personId: string; email: string },
  role: string,
  grants?: readonly string[],
): MailingContext & Context {
  const actor = { teamId, personId, role, label: email, ...(grants && { grants }) };
  return { ...system, secrets, actor };
}

export function sessionOf(
  { personId, email, name }: Somebody,
  more: Partial<Pick<Session, "ssoTeamId" | "isOperator">> = {},
): Session {
  return {
    id: newId(),
    person: { id: personId, email, name },
    method: "password",
    ssoTeamId: null,
    secondFactorAt: null,
    provedAt: clock.now(),
    isOperator: false,
    origin: { ...NO_ORIGIN, address: "203.0.113.7" },
    ...more,
  };
}

/** The verbs that the team's log holds, oldest first. */
export async function logOf({ teamId }: { teamId: string }): Promise<string[]> {
  const rows = await db.sql("SELECT verb FROM audit_entries WHERE team_id = $1 ORDER BY sequence", [teamId]);
  return rows.map(({ verb }) => String(verb));
}

export async function roleOf({ teamId }: { teamId: string }, personId: string): Promise<unknown> {
  const rows = await db.sql("SELECT role FROM memberships WHERE team_id = $1 AND person_id = $2", [
    teamId,
    personId,
  ]);
  return rows[0]?.role ?? null;
}
