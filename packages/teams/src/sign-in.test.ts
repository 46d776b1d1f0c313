import type { SystemContext } from "@millrace/db";
import { newId } from "@millrace/kernel";
import { fakeClock, testDatabase } from "@millrace/testing";
import { describe, expect, test } from "vitest";
import { createPerson } from "./create-person.ts";
import { createTeam } from "./create-team.ts";
import { resumeSession } from "./resume-session.ts";
import { signIn } from "./sign-in.ts";

const db = await testDatabase();
const clock = fakeClock();
const ctx: SystemContext = { database: db.database, clock };
const password = "a long way down";

async function person(email = `${newId()}@example.test`) {
  return createPerson(ctx, { email, name: "Grace", password });
}

async function member() {
  const owner = await person();
  const team = await createTeam(ctx, { name: "Mill", currency: "EUR", ownerId: owner.id });
  return { owner, team };
}

describe("createPerson", () => {
  test("the password is kept as a hash only", async () => {
    const { id } = await person();
    const [row] = await db.sql("SELECT * FROM persons WHERE id = $1", [id]);
    expect(row?.password_hash).toMatch(/^\$argon2id\$/);
    expect(JSON.stringify(row)).not.toContain(password);
  });

  test("an e-mail address belongs to one person, however it is written", async () => {
    const { email } = await person();
    await expect(person(email.toUpperCase())).rejects.toMatchObject({
      kind: "conflict",
      code: "teams.email_taken",
    });
  });

  test.each(["", "ada", "ada@", "a b@example.test", `${"a".repeat(260)}@example.test`])(
    "%j is not an e-mail address",
    async (email) => {
      await expect(person(email)).rejects.toMatchObject({ code: "teams.person_invalid", param: "email" });
    },
  );
});

describe("createTeam", () => {
  test("the owner is in it, and the log says so", async () => {
    const { owner, team } = await member();
    const members = await db.sql("SELECT person_id, role FROM memberships WHERE team_id = $1", [team.id]);
    expect(members).toEqual([{ person_id: owner.id, role: "owner" }]);
    const trail = await db.sql("SELECT verb, actor_label, after FROM audit_entries WHERE team_id = $1", [
      team.id,
    ]);
    expect(trail).toEqual([
      {
        verb: "team.create",
        actor_label: "system",
        after: { name: "Mill", currency: "EUR", owner: owner.email },
      },
    ]);
  });

  test("a team without a real owner or currency is refused, and leaves nothing", async () => {
    const input = { name: "Ghost town", currency: "USD", ownerId: newId() };
    await expect(createTeam(ctx, input)).rejects.toMatchObject({ code: "teams.no_such_person" });
    await expect(createTeam(ctx, { ...input, currency: "ABC" })).rejects.toMatchObject({ param: "currency" });
    expect(await db.sql("SELECT id FROM teams WHERE name = 'Ghost town'")).toEqual([]);
  });
});

describe("signIn", () => {
  test("the right password opens the team that the person joined first", async () => {
    const { owner, team } = await member();
    clock.advance(1_000);
    await createTeam(ctx, { name: "Second", currency: "USD", ownerId: owner.id });
    const answer = await signIn(ctx, { email: ` ${owner.email.toUpperCase()}`, password });
    expect(answer).toEqual({ allowed: true, person: owner, teamId: team.id, sessionEpoch: 1 });
  });

  test("an unknown address, a wrong password and a person without a team get the same answer", async () => {
    const { owner } = await member();
    const alone = await person();
    const answers = await Promise.all([
      signIn(ctx, { email: owner.email, password: "a long way up" }),
      signIn(ctx, { email: "nobody@example.test", password }),
      signIn(ctx, { email: alone.email, password }),
      signIn(ctx, { email: "not an address", password }),
      signIn(ctx, { email: owner.email, password: "x".repeat(1_000_000) }),
    ]);
    for (const answer of answers) expect(answer).toEqual({ allowed: false, reason: "credentials" });
  });

  test("an unknown address is checked as slowly as a known one", async () => {
    const { owner } = await member();
    const known = await leastMs(() => signIn(ctx, { email: owner.email, password: "a long way up" }));
    const unknown = await leastMs(() => signIn(ctx, { email: `${newId()}@example.test`, password }));
    const lookUp = await leastMs(() => signIn(ctx, { email: "not an address", password }));
    expect(unknown - lookUp).toBeGreaterThan((known - lookUp) / 3);
  });
});

describe("resumeSession", () => {
  test("a session carries the person's role as it is now", async () => {
    const { owner, team } = await member();
    const claim = { personId: owner.id, teamId: team.id, sessionEpoch: 1 };
    await db.sql("UPDATE memberships SET role = 'viewer' WHERE person_id = $1", [owner.id]);
    expect(await resumeSession(ctx, claim)).toEqual({
      actor: { teamId: team.id, personId: owner.id, role: "viewer", label: owner.email },
      person: owner,
      team,
    });
  });

  test("raising the epoch ends every session of the person", async () => {
    const { owner, team } = await member();
    await db.sql("UPDATE persons SET session_epoch = 2 WHERE id = $1", [owner.id]);
    expect(await resumeSession(ctx, { personId: owner.id, teamId: team.id, sessionEpoch: 1 })).toBeNull();
    expect(await resumeSession(ctx, { personId: owner.id, teamId: team.id, sessionEpoch: 2 })).not.toBeNull();
  });

  test("leaving the team ends the session, and other teams were never open", async () => {
    const [{ owner, team }, other] = [await member(), await member()];
    const claim = { personId: owner.id, teamId: team.id, sessionEpoch: 1 };
    expect(await resumeSession(ctx, { ...claim, teamId: other.team.id })).toBeNull();
    await db.sql("DELETE FROM memberships WHERE person_id = $1", [owner.id]);
    expect(await resumeSession(ctx, claim)).toBeNull();
  });

  test("a claim that is no claim is no session", async () => {
    const claim = { personId: "1", teamId: "'; --", sessionEpoch: Number.NaN };
    expect(await resumeSession(ctx, claim)).toBeNull();
  });
});

/** The quickest of some rounds: what the work costs when nothing else is in its way. */
async function leastMs(work: () => Promise<unknown>): Promise<number> {
  let least = Number.POSITIVE_INFINITY;
  for (let round = 0; round < 7; round++) {
    const start = performance.now();
    await work();
    least = Math.min(least, performance.now() - start);
  }
  return least;
}
