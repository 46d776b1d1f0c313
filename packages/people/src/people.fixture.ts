import { randomBytes } from "node:crypto";
import { NO_ORIGIN, newId, type Origin } from "@millrace/kernel";
import { createSecrets, openKeyRing } from "@millrace/secrets";
import { type FakeClock, fakeClock, type TestDatabase, testDatabase } from "@millrace/testing";
import { Secret, TOTP } from "otpauth";
import type { PeopleContext } from "./context.ts";
import { createPerson } from "./create-person.ts";
import { beginSecondFactor } from "./second-factor/begin-second-factor.ts";
import { turnOnSecondFactor } from "./second-factor/turn-on-second-factor.ts";
import { beginSession } from "./sessions/begin-session.ts";
import { resumeSession } from "./sessions/resume-session.ts";
import type { Session, SessionClaim, SignInMethod } from "./sessions/session.ts";

export const PASSWORD = "a long way down";
const KEY = "only-for-tests-and-32-characters-long";
const STEP_MS = 30_000;

export type SignedIn = { claim: SessionClaim; deviceToken: string | undefined };
type NewPerson = Partial<Parameters<typeof createPerson>[1]>;

/** A database with nobody in it, and what tests of people do over and over. */
export async function peopleFixture() {
  const db: TestDatabase = await testDatabase();
  const clock: FakeClock = fakeClock();
  const keys = openKeyRing({ kind: "given", keys: [KEY] });
  const ctx: PeopleContext = { database: db.database, clock, secrets: createSecrets({ keys, clock }) };

  async function person(input: NewPerson = {}) {
    const email = `${newId()}@example.test`;
    return createPerson(ctx, { email, name: "Grace", password: PASSWORD, emailVerified: true, ...input });
  }

  async function signIn(
    personId: string,
    { method = "password", origin = NO_ORIGIN, ...rest }: Partial<Parameters<typeof beginSession>[1]> = {},
  ): Promise<SignedIn> {
    const beginning = await beginSession(ctx, { personId, method, origin, ...rest });
    if (beginning.kind !== "session") throw new Error("a second factor was asked for");
    return { claim: beginning.claim, deviceToken: beginning.deviceToken ?? undefined };
  }

  async function resume(claim: SessionClaim, origin: Origin = NO_ORIGIN): Promise<Session> {
    const session = await resumeSession(ctx, claim, origin);
    if (!session) throw new Error("the session has ended");
    return session;
  }

  /** A person and a session of theirs. */
  async function member(method: SignInMethod = "password", input: NewPerson = {}) {
    const { id: personId, email } = await person(input);
    const { claim, deviceToken } = await signIn(personId, { method });
    return { personId, email, claim, deviceToken, session: await resume(claim) };
  }

  /** The code of an authenticator, of a step that was not used yet. */
  function nextCode(secret: string): string {
    clock.advance(STEP_MS);
    return TOTP.generate({ secret: Secret.fromBase32(secret), timestamp: clock.now().getTime() });
  }

  async function withSecondFactor() {
    const somebody = await member();
    const { secret } = await beginSecondFactor(ctx, somebody.session);
    const { recoveryCodes } = await turnOnSecondFactor(ctx, somebody.session, { code: nextCode(secret) });
    return { ...somebody, session: await resume(somebody.claim), secret, recoveryCodes };
  }

  /** A team that the person is in, made by plain SQL. */
  async function joinTeam(personId: string): Promise<string> {
    const teamId = newId();
    const handle = `team-${randomBytes(3).toString("hex")}`;
    await db.sql("INSERT INTO teams (id, handle, name, currency) VALUES ($1, $2, 'Team', 'USD')", [
      teamId,
      handle,
    ]);
    await db.sql("INSERT INTO memberships (team_id, person_id, role) VALUES ($1, $2, 'viewer')", [
      teamId,
      personId,
    ]);
    return teamId;
  }

  /** What the log of the team says, the latest last. */
  async function trail(teamId: string) {
    return db.sql(
      "SELECT verb, actor_label, address, subject_id, before, after FROM audit_entries WHERE team_id = $1 ORDER BY sequence",
      [teamId],
    );
  }

  /** What was mailed to an address, the latest last. */
  async function mails(recipient: string) {
    const rows = await db.sql(
      "SELECT id, template, locale, sealed_values, expires_at FROM mails WHERE recipient = $1 ORDER BY created_at, id",
      [recipient],
    );
    return db.database.inSystem((tx) =>
      Promise.all(
        rows.map(async (row) => {
          const place = { owner: null, purpose: "mail", id: String(row.id) };
          const values = await ctx.secrets.open(tx, place, row.sealed_values as Uint8Array);
          return {
            template: row.template,
            locale: row.locale,
            expiresAt: row.expires_at,
            values: JSON.parse(values) as Record<string, string>,
          };
        }),
      ),
    );
  }

  return {
    db,
    clock,
    ctx,
    person,
    signIn,
    resume,
    member,
    nextCode,
    withSecondFactor,
    joinTeam,
    trail,
    mails,
  };
}

/** The quickest of some rounds: what the work costs when nothing else is in its way. */
export async function leastMs(work: () => Promise<unknown>, rounds = 7): Promise<number> {
  let least = Number.POSITIVE_INFINITY;
  for (let round = 0; round < rounds; round++) {
    const start = performance.now();
    await work();
    least = Math.min(least, performance.now() - start);
  }
  return least;
}
