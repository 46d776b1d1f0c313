import { createDatabase } from "@millrace/db";
import { newId } from "@millrace/kernel";
import { makeTeam, testDatabase } from "@millrace/testing";
import pg from "pg";
import { expect, test } from "vitest";

const db = await testDatabase();

type TableSecurity = { name: string; enabled: boolean; forced: boolean };

test("every table with a team_id has row-level security forced, with a policy for reading and one for writing", async () => {
  const tables = (await db.sql(`
    SELECT c.relname AS name, c.relrowsecurity AS enabled, c.relforcerowsecurity AS forced
    FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'team_id' AND NOT a.attisdropped
    WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p')`)) as TableSecurity[];
  expect(tables.length).toBeGreaterThanOrEqual(10);
  for (const table of tables) {
    expect(table, table.name).toMatchObject({ enabled: true, forced: true });
    const policies = await db.sql(
      `SELECT qual, with_check FROM pg_policies WHERE schemaname = 'public' AND tablename = $1 AND 'millrace_app' = ANY(roles)`,
      [table.name],
    );
    expect(policies, table.name).toHaveLength(1);
    expect(policies[0]?.qual, table.name).toContain("app.team_id");
    expect(policies[0]?.with_check, table.name).toContain("app.team_id");
  }
});

test("the application's roles own nothing, bypass nothing, and may not truncate or reference", async () => {
  const grants = await db.sql(`
    SELECT grantee, table_name, privilege_type FROM information_schema.role_table_grants
    WHERE grantee IN ('millrace_app', 'millrace_system') AND privilege_type IN ('TRUNCATE', 'REFERENCES', 'TRIGGER')`);
  expect(grants).toEqual([]);
  await expect(db.database.ping()).resolves.toBeUndefined();
});

test("a role that can bypass row-level security is refused at start", async () => {
  const bypassing = createDatabase({ appUrl: db.ownerUrl, systemUrl: db.systemUrl });
  await expect(bypassing.ping()).rejects.toMatchObject({ code: "db.role_not_confined" });
  await bypassing.close();
});

test("raw SQL inside a team's transaction sees no other team's rows and writes none", async () => {
  const [mine, other] = [await makeTeam(db), await makeTeam(db)];
  const seen = await db.database.inTeam(
    mine.teamId,
    (tx) => tx.$queryRaw<{ team_id: string }[]>`SELECT team_id FROM memberships`,
  );
  expect(seen.map((row) => row.team_id)).toEqual([mine.teamId]);
  const theft = db.database.inTeam(
    mine.teamId,
    (tx) =>
      tx.$executeRaw`INSERT INTO memberships (team_id, person_id, role) VALUES (${other.teamId}::uuid, ${mine.personId}::uuid, 'owner')`,
  );
  await expect(theft).rejects.toThrow(/row-level security/);
});

test("without a team nothing is visible, also on a connection that just served one", async () => {
  const team = await makeTeam(db);
  const single = new pg.Client({ connectionString: db.appUrl });
  await single.connect();
  await single.query("BEGIN");
  await single.query("SELECT set_config('app.team_id', $1, true)", [team.teamId]);
  expect((await single.query("SELECT * FROM memberships")).rowCount).toBe(1);
  await single.query("COMMIT");
  expect((await single.query("SELECT * FROM memberships")).rowCount).toBe(0);
  await single.end();
});

test("the application's role cannot read password hashes", async () => {
  const team = await makeTeam(db);
  const read = db.database.inTeam(team.teamId, (tx) => tx.$queryRaw`SELECT password_hash FROM persons`);
  await expect(read).rejects.toThrow(/permission denied/);
});

test("a team id that is none is refused before any query", () => {
  expect(() => db.database.inTeam("' OR 1=1", async () => 1)).toThrow(/No team/);
  expect(newId()).toHaveLength(36);
});
