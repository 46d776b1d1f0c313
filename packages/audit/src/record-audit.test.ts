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

  test("whoever adds an entry past us chooses neither its number nor its hashes", async () => {
    const team = await makeTeam(db);
    await db.database.inTeam(team.teamId, (tx) => recordAudit(tx, team.as("owner"), entry(newId())));
    await db.database.inTeam(
      team.teamId,
      (tx) => tx.$executeRaw`
        INSERT INTO audit_entries (team_id, id, sequence, at, actor_label, verb, subject_type, subject_id, hash, previous_hash)
        VALUES (${team.teamId}::uuid, ${newId()}::uuid, 77, now(), 'eve', 'x.y', 'x', ${newId()}::uuid, 'forged', 'forged')`,
    );
    const rows = await db.sql(
      "SELECT sequence, previous_hash, length(hash) AS length, hash FROM audit_entries WHERE team_id = $1 ORDER BY sequence",
      [team.teamId],
    );
    expect(rows).toMatchObject([
      { sequence: "1", length: 32 },
      { sequence: "2", length: 32, previous_hash: rows[0]?.hash },
    ]);
  });

  test("entries that are written at once stand one after the other, without a gap", async () => {
    const team = await makeTeam(db);
    const writes = Array.from({ length: 20 }, () =>
      db.database.inTeam(team.teamId, (tx) => recordAudit(tx, team.as("owner"), entry(newId()))),
    );
    await Promise.all(writes);
    const rows = await db.sql("SELECT sequence FROM audit_entries WHERE team_id = $1 ORDER BY sequence", [
      team.teamId,
    ]);
    expect(rows.map(({ sequence }) => Number(sequence))).toEqual(
      Array.from({ length: 20 }, (_, index) => index + 1),
    );
  });

  test.each(["SET session_replication_role = replica", "ALTER TABLE audit_entries DISABLE TRIGGER ALL"])(
    "the trigger cannot be gone past: %s is refused",
    async (statement) => {
      const team = await makeTeam(db);
      const inTeam = db.database.inTeam(team.teamId, (tx) => tx.$executeRawUnsafe(statement));
      await expect(inTeam).rejects.toThrow(/permission denied|must be owner/);
      const inSystem = db.database.inSystem((tx) => tx.$executeRawUnsafe(statement));
      await expect(inSystem).rejects.toThrow(/permission denied|must be owner/);
    },
  );

  test.each(["UPDATE audit_entries SET verb = 'x'", "DELETE FROM audit_entries"])(
    "history cannot be rewritten: %s is refused",
    async (statement) => {
      const team = await makeTeam(db);
      const work = db.database.inTeam(team.teamId, (tx) => tx.$executeRawUnsafe(statement));
      await expect(work).rejects.toThrow(/permission denied/);
    },
  );
});
