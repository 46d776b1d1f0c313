import { randomUUID } from "node:crypto";
import { resolve } from "node:path";
import { migrate, readMigrations } from "@millrace/db";
import { newId } from "@millrace/kernel";
import pg from "pg";
import { afterAll, expect, inject, test } from "vitest";

const server = new URL(inject("postgresUrl"));
const admin = new pg.Client({ connectionString: server.toString() });
await admin.connect();
const name = `upgrade_${randomUUID().replaceAll("-", "")}`;
await admin.query(`CREATE DATABASE ${name}`);
server.pathname = `/${name}`;
const url = server.toString();
const client = new pg.Client({ connectionString: url });
afterAll(async () => {
  await client.end();
  await admin.query(`DROP DATABASE ${name} WITH (FORCE)`);
  await admin.end();
});

/** The newest migration before there were roles, invitations and the chain of the audit log. */
const LAST_OF_OLD = "20261124163500_store_of_models";

test("a data folder of an older version is brought up to date with all that is in it, its audit log chained", async () => {
  const migrations = await readMigrations(resolve(import.meta.dirname, "migrations"));
  await migrate(
    url,
    migrations.filter((migration) => migration.name <= LAST_OF_OLD),
  );
  await client.connect();
  const teams = [newId(), newId()];
  for (const teamId of teams) await fill(teamId);

  await migrate(url, migrations);

  const { rows: kept } = await client.query(
    "SELECT t.id, t.handle, m.role FROM teams t JOIN memberships m ON m.team_id = t.id",
  );
  expect(kept.map(({ id }) => id).sort()).toEqual(teams.sort());
  for (const { handle, role } of kept) {
    expect(handle).toMatch(/^old-team-[a-z0-9]{6}$/);
    expect(role).toBe("owner");
  }
  const { rows: chain } = await client.query(`
    SELECT e.team_id, e.sequence::int AS sequence,
      e.previous_hash = COALESCE(p.hash, decode(repeat('00', 32), 'hex')) AS follows,
      e.hash = sha256(e.previous_hash || convert_to(audit_entry_text(e), 'UTF8')) AS holds
    FROM audit_entries e
    LEFT JOIN audit_entries p ON p.team_id = e.team_id AND p.sequence = e.sequence - 1
    ORDER BY 1, 2`);
  expect(chain).toEqual(
    teams.flatMap((teamId) =>
      [1, 2, 3].map((sequence) => ({ team_id: teamId, sequence, follows: true, holds: true })),
    ),
  );
});

/** A team as that version made it. */
async function fill(teamId: string): Promise<void> {
  const [personId, keyId] = [newId(), newId()];
  await client.query("INSERT INTO teams (id, name, currency) VALUES ($1, 'Old team', 'USD')", [teamId]);
  await client.query("INSERT INTO persons (id, email, name, password_hash) VALUES ($1, $2, 'Ada', 'none')", [
    personId,
    `${personId}@example.test`,
  ]);
  await client.query("INSERT INTO memberships (team_id, person_id, role) VALUES ($1, $2, 'owner')", [
    teamId,
    personId,
  ]);
  await client.query(
    "INSERT INTO api_keys (team_id, id, name, prefix, last_four, hash, created_by) VALUES ($1, $2, 'k', 'mr_live_', 'abcd', $3, $4)",
    [teamId, keyId, Buffer.from(keyId), personId],
  );
  for (let entry = 0; entry < 3; entry++) {
    await client.query(
      "INSERT INTO audit_entries (team_id, id, at, actor_label, verb, subject_type, subject_id) VALUES ($1, $2, now(), 'Ada', 'key.create', 'key', $3)",
      [teamId, newId(), keyId],
    );
  }
}
