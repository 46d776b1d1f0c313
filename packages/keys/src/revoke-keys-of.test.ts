import { newId } from "@millrace/kernel";
import { fakeClock, makeTeam, testDatabase } from "@millrace/testing";
import { expect, test } from "vitest";
import { createKey, listKeys, revokeKeysOf } from "./index.ts";

const db = await testDatabase();
const clock = fakeClock();

async function teamOfTwo() {
  const [team, other] = [await makeTeam(db, clock), await makeTeam(db, clock)];
  await db.sql(
    "INSERT INTO memberships (team_id, person_id, role, joined_by) VALUES ($1, $2, 'developer', 'invitation')",
    [team.teamId, other.personId],
  );
  const owner = team.as("owner");
  const leaving = { ...owner, actor: { ...owner.actor, personId: other.personId, role: "developer" } };
  return { team, owner, leaving, leavingId: other.personId, elsewhere: other.as("owner") };
}

async function revocations(teamId: string) {
  return db.sql(
    "SELECT subject_id, person_id FROM audit_entries WHERE team_id = $1 AND verb = 'key.revoke' ORDER BY sequence",
    [teamId],
  );
}

test("the keys that somebody made end, those of others and of other teams do not, and each is recorded", async () => {
  const { team, owner, leaving, leavingId, elsewhere } = await teamOfTwo();
  const theirs = [await createKey(leaving, { name: "one" }), await createKey(leaving, { name: "two" })];
  const kept = await createKey(owner, { name: "kept" });
  await createKey(elsewhere, { name: "of their other team" });

  expect(await revokeKeysOf(owner, { personId: leavingId })).toEqual({ revoked: 2 });

  const working = (await listKeys(owner)).filter(({ revokedAt }) => revokedAt === null);
  expect(working.map(({ id }) => id)).toEqual([kept.key.id]);
  expect((await listKeys(elsewhere)).map(({ revokedAt }) => revokedAt)).toEqual([null]);
  expect(await revocations(team.teamId)).toEqual(
    theirs
      .map(({ key }) => key.id)
      .sort()
      .map((id) => ({ subject_id: id, person_id: team.personId })),
  );
});

test("a service key is the team's, and stays when whoever made it goes", async () => {
  const { team, owner, leaving, leavingId } = await teamOfTwo();
  await createKey(leaving, { name: "own" });
  const service = await createKey(leaving, { name: "service", isService: true });
  expect(await revokeKeysOf(owner, { personId: leavingId })).toEqual({ revoked: 1 });
  const working = (await listKeys(owner)).filter(({ revokedAt }) => revokedAt === null);
  expect(working.map(({ id }) => id)).toEqual([service.key.id]);
  expect(await revocations(team.teamId)).toHaveLength(1);
});

test("asking twice, even at once, revokes and records each key once", async () => {
  const { team, owner, leaving, leavingId } = await teamOfTwo();
  await createKey(leaving, { name: "one" });
  const answers = await Promise.all([1, 2, 3].map(() => revokeKeysOf(owner, { personId: leavingId })));
  expect(answers.reduce((sum, { revoked }) => sum + revoked, 0)).toBe(1);
  expect(await revocations(team.teamId)).toHaveLength(1);
});

test("somebody of another team and nobody at all are the same: there is nothing to revoke", async () => {
  const { owner } = await teamOfTwo();
  const { elsewhere, leavingId } = await teamOfTwo();
  await createKey(elsewhere, { name: "theirs" });
  expect(await revokeKeysOf(owner, { personId: leavingId })).toEqual({ revoked: 0 });
  expect(await revokeKeysOf(owner, { personId: newId() })).toEqual({ revoked: 0 });
  expect((await listKeys(elsewhere)).map(({ revokedAt }) => revokedAt)).toEqual([null]);
});

test.each(["viewer", "billing", "stranger"])("a %s may not", async (role) => {
  const { team, owner, leaving, leavingId } = await teamOfTwo();
  await createKey(leaving, { name: "one" });
  await expect(revokeKeysOf(team.as(role), { personId: leavingId })).rejects.toMatchObject({
    code: "teams.not_allowed",
  });
  expect((await listKeys(owner)).map(({ revokedAt }) => revokedAt)).toEqual([null]);
});
