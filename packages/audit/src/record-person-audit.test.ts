import { fakeClock, makeTeam, testDatabase } from "@millrace/testing";
import { expect, test } from "vitest";
import { recordPersonAudit } from "./record-person-audit.ts";

const db = await testDatabase();
const clock = fakeClock();

function entryOf(personId: string) {
  return { verb: "account.change_password", subjectType: "person", subjectId: personId };
}

async function join(personId: string, teamId: string, role: string) {
  await db.sql(
    "INSERT INTO memberships (team_id, person_id, role, joined_by) VALUES ($1, $2, $3, 'invitation')",
    [teamId, personId, role],
  );
}

async function logOf(personId: string) {
  return db.sql(
    "SELECT team_id, actor_label, actor_role, address, verb FROM audit_entries WHERE person_id = $1 ORDER BY team_id",
    [personId],
  );
}

test("what a person does to their account is told to every team they are in, and to no other", async () => {
  const [mine, other] = [await makeTeam(db), await makeTeam(db)];
  await makeTeam(db);
  await join(mine.personId, other.teamId, "viewer");
  const person = { id: mine.personId, email: mine.email };

  await db.database.inSystem((tx) =>
    recordPersonAudit(tx, { clock, person, address: "203.0.113.7" }, entryOf(person.id)),
  );

  const told = { actor_label: mine.email, address: "203.0.113.7", verb: "account.change_password" };
  expect(await logOf(person.id)).toEqual([
    { team_id: mine.teamId, actor_role: "owner", ...told },
    { team_id: other.teamId, actor_role: "viewer", ...told },
  ]);
});

test("two who share their teams and act at once do not block each other", async () => {
  const [first, second] = [await makeTeam(db), await makeTeam(db)];
  await join(first.personId, second.teamId, "viewer");
  await join(second.personId, first.teamId, "viewer");
  const acts = [first, second].flatMap(({ personId: id, email }) =>
    Array.from({ length: 5 }, () =>
      db.database.inSystem((tx) =>
        recordPersonAudit(tx, { clock, person: { id, email }, address: null }, entryOf(id)),
      ),
    ),
  );
  await Promise.all(acts);
  expect(await logOf(first.personId)).toHaveLength(10);
  expect(await logOf(second.personId)).toHaveLength(10);
});

test("whoever is in no team leaves no entry", async () => {
  const { teamId, personId, email } = await makeTeam(db);
  await db.sql("DELETE FROM memberships WHERE team_id = $1", [teamId]);
  await db.database.inSystem((tx) =>
    recordPersonAudit(tx, { clock, person: { id: personId, email }, address: null }, entryOf(personId)),
  );
  expect(await logOf(personId)).toEqual([]);
});
