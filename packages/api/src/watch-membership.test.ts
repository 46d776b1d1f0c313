import { fakeClock, makeTeam, testDatabase } from "@millrace/testing";
import { expect, test } from "vitest";
import { callByMember } from "./api-context.fixture.ts";
import { watchMembership } from "./watch-membership.ts";

const LOOK_EVERY_MS = 5;
const db = await testDatabase();
const clock = fakeClock();

async function makeMember() {
  const made = await makeTeam(db, clock);
  const { member } = callByMember(made.as("owner"));
  if (!member) throw new Error("a member was asked for");
  await db.sql(
    `INSERT INTO sessions (id, person_id, token_hash, method, proved_at, created_at, last_seen_at, expires_at)
     VALUES ($1, $2, '', 'password', now(), now(), now(), 'infinity')`,
    [member.session.id, made.personId],
  );
  return { ...made, member: { ...member, team: { ...member.team, handle: made.handle } } };
}

const ctx = { database: db.database, clock };

test("a member sees what they are at once, and again when their role has changed", async () => {
  const { teamId, member } = await makeMember();
  const watch = watchMembership(ctx, member, { lookEveryMs: LOOK_EVERY_MS });
  expect(await watch.next()).toEqual({ done: false, value: { standing: "owner" } });
  const next = watch.next();
  await db.sql("UPDATE memberships SET role = 'viewer' WHERE team_id = $1", [teamId]);
  expect(await next).toEqual({ done: false, value: { standing: "viewer" } });
  await watch.return(undefined);
});

test("a member who is removed is told that there is no such team, as anybody else is", async () => {
  const { teamId, member } = await makeMember();
  const watch = watchMembership(ctx, member, { lookEveryMs: LOOK_EVERY_MS });
  await watch.next();
  const end = watch.next();
  await db.sql("DELETE FROM memberships WHERE team_id = $1", [teamId]);
  await expect(end).rejects.toMatchObject({ kind: "not_found", code: "api.not_found" });

  const stranger = { ...member, session: (await makeMember()).member.session };
  await expect(watchMembership(ctx, stranger).next()).rejects.toMatchObject({
    kind: "not_found",
    code: "api.not_found",
  });
});

test("a session that is ended from elsewhere ends what it watches", async () => {
  const { member } = await makeMember();
  const watch = watchMembership(ctx, member, { lookEveryMs: LOOK_EVERY_MS });
  await watch.next();
  const end = watch.next();
  await db.sql("DELETE FROM sessions WHERE id = $1", [member.session.id]);
  await expect(end).rejects.toMatchObject({ code: "api.not_found" });
});

test("a watcher that leaves ends its stream at once, however long the next look is away", async () => {
  const { member } = await makeMember();
  const leaving = new AbortController();
  const watch = watchMembership(ctx, member, { signal: leaving.signal, lookEveryMs: 3_600_000 });
  await watch.next();
  const end = watch.next();
  leaving.abort();
  expect(await end).toEqual({ done: true, value: undefined });
});
