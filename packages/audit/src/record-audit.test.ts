import { newId } from "@millrace/kernel";
import { fakeClock, makeTeam, testDatabase } from "@millrace/testing";
import { describe, expect, test } from "vitest";
import { recordAudit } from "./record-audit.ts";

const db = await testDatabase();
const at = new Date("2026-03-01T08:00:00Z");

function entry(subjectId: string) {
  return {
    verb: "key.revoke",
    subjectType: "key",
    subjectId,
    before: { revokedAt: null },
    after: { revokedAt: at.toISOString() },
  };
}

describe("recordAudit", () => {
  test("an entry says who did what, when, before and after", async () => {
    const team = await makeTeam(db, fakeClock(at));
    const ctx = team.as("owner");
    const subjectId = newId();

    await db.database.inTeam(team.teamId, (tx) => recordAudit(tx, ctx, entry(subjectId)));

    const rows = await db.sql("SELECT * FROM audit_entries WHERE subject_id = $1", [subjectId]);
    expect(rows).toMatchObject([
      {
        id: expect.any(String),
        team_id: team.teamId,
        at,
        person_id: team.personId,
        actor_label: team.email,
        actor_role: "owner",
        sequence: "1",
        verb: "key.revoke",
        subject_type: "key",
        subject_id: subjectId,
        before: { revokedAt: null },
        after: { revokedAt: at.toISOString() },
      },
    ]);
  });

  test("an entry whose verb fails is not there either", async () => {
    const team = await makeTeam(db);
    const subjectId = newId();

    const work = db.database.inTeam(team.teamId, async (tx) => {
      await recordAudit(tx, team.as("owner"), entry(subjectId));
      throw new Error("the verb failed");
    });

    await expect(work).rejects.toThrow("the verb failed");
    expect(await db.sql("SELECT id FROM audit_entries WHERE subject_id = $1", [subjectId])).toEqual([]);
  });

  test("nobody writes into another team's log", async () => {
    const [ours, theirs] = [await makeTeam(db), await makeTeam(db)];
    const subjectId = newId();

    const work = db.database.inTeam(ours.teamId, (tx) =>
      recordAudit(tx, theirs.as("owner"), entry(subjectId)),
    );

    await expect(work).rejects.toThrow();
    expect(await db.sql("SELECT id FROM audit_entries WHERE subject_id = $1", [subjectId])).toEqual([]);
  });

  test.each(["UPDATE audit_entries SET verb = 'x'", "DELETE FROM audit_entries"])(
    "history cannot be rewritten: %s is refused",
    async (statement) => {
      const team = await makeTeam(db);
      const work = db.database.inTeam(team.teamId, (tx) => tx.$executeRawUnsafe(statement));
      await expect(work).rejects.toThrow(/permission denied/);
    },
  );
});
