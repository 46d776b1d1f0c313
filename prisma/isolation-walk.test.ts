import { newId } from "@millrace/kernel";
import { fillTeam, makeTeam, testDatabase } from "@millrace/testing";
import pg from "pg";
import { expect, test } from "vitest";

const db = await testDatabase();
const canary = `canary-b-${newId()}`;
const [attacker, victim] = [await makeTeam(db), await makeTeam(db)];
const tables = await fillTeam(db, victim.teamId, canary);

/** Runs one statement as the attacker's team; the rows it answers, or why it was refused. */
async function asAttacker(
  text: string,
  values: unknown[] = [],
): Promise<{ rows: unknown[]; refused: string | null }> {
  const client = new pg.Client({ connectionString: db.appUrl });
  await client.connect();
  try {
    await client.query("BEGIN");
    await client.query("SELECT set_config('app.team_id', $1, true)", [attacker.teamId]);
    const { rows, rowCount } = await client.query(text, values);
    return { rows: rows.length > 0 ? rows : Array(rowCount ?? 0).fill({}), refused: null };
  } catch (error) {
    return { rows: [], refused: error instanceof Error ? error.message : String(error) };
  } finally {
    await client.query("ROLLBACK");
    await client.end();
  }
}

const DENIED = /permission denied|row-level security/;

test("in every table of a team, another team's rows cannot be seen, changed, removed or made, even with raw SQL", async () => {
  let tried = 0;
  for (const { name } of tables) {
    const [row] = await db.sql(`SELECT count(*)::int AS count FROM "${name}" WHERE team_id = $1`, [
      victim.teamId,
    ]);
    expect(row?.count, `${name} holds something to steal`).toBeGreaterThan(0);
    const attempts = [
      `SELECT * FROM "${name}" WHERE team_id = $1`,
      `SELECT 1 FROM "${name}" WHERE team_id::text LIKE '%' || right($1::text, 12)`,
      `UPDATE "${name}" SET team_id = team_id WHERE team_id = $1`,
      `DELETE FROM "${name}" WHERE team_id = $1`,
    ];
    for (const attempt of attempts) {
      const { rows, refused } = await asAttacker(attempt, [victim.teamId]);
      if (refused !== null) expect(refused, attempt).toMatch(DENIED);
      expect(rows, attempt).toEqual([]);
      tried += 1;
    }
    const forged = await asAttacker(`INSERT INTO "${name}" (team_id) VALUES ($1)`, [victim.teamId]);
    expect(forged.refused, `forged row in ${name}`).toMatch(DENIED);
    tried += 1;
  }
  process.stdout.write(`isolation walk: ${tables.length} tables, ${tried} attempts\n`);
});

test("no query of a team answers a byte of another's, in any table that the role may read", async () => {
  const readable = await db.sql(`
    SELECT DISTINCT table_name AS name FROM information_schema.column_privileges
    WHERE grantee = 'millrace_app' AND privilege_type = 'SELECT' ORDER BY 1`);
  expect(readable.length).toBeGreaterThan(tables.length / 2);
  for (const { name } of readable) {
    const columns = await db.sql(
      `SELECT DISTINCT column_name AS name FROM information_schema.column_privileges
       WHERE grantee = 'millrace_app' AND privilege_type = 'SELECT' AND table_name = $1`,
      [name],
    );
    const list = columns.map((column) => `"${column.name}"`);
    const { rows, refused } = await asAttacker(`SELECT ${list} FROM "${name}"`);
    expect(refused, String(name)).toBeNull();
    expect(JSON.stringify(rows), String(name)).not.toContain(canary);
    expect(JSON.stringify(rows), String(name)).not.toContain(victim.teamId);
  }
});

test("a foreign key cannot be made to reach into another team", async () => {
  const across = await db.sql(`
    SELECT conrelid::regclass::text AS table, conname AS name FROM pg_constraint
    WHERE contype = 'f' AND connamespace = 'public'::regnamespace
      AND EXISTS (SELECT 1 FROM pg_attribute WHERE attrelid = conrelid AND attname = 'team_id')
      AND EXISTS (SELECT 1 FROM pg_attribute WHERE attrelid = confrelid AND attname = 'team_id')
      AND NOT EXISTS (
        SELECT 1 FROM unnest(conkey, confkey) AS k (own, other)
        JOIN pg_attribute o ON o.attrelid = conrelid AND o.attnum = k.own AND o.attname = 'team_id'
        JOIN pg_attribute f ON f.attrelid = confrelid AND f.attnum = k.other AND f.attname = 'team_id')`);
  expect(across).toEqual([]);
});

test("a unique error tells nothing of other teams: every unique index of a team's table starts with the team, but for random values", async () => {
  const RANDOM = [
    ...["api_keys_hash_key", "invitations_token_hash_key", "data_keys_pkey", "mails_pkey"],
    // No team gives a number: the installation does, or the provider.
    ...["invoices_number_key", "payment_customers_provider_id_key", "price_versions_pkey"],
  ];
  const oracles = await db.sql(`
    SELECT i.relname AS name FROM pg_index x
    JOIN pg_class i ON i.oid = x.indexrelid JOIN pg_class c ON c.oid = x.indrelid
    JOIN pg_attribute t ON t.attrelid = c.oid AND t.attname = 'team_id' AND NOT t.attisdropped
    WHERE c.relnamespace = 'public'::regnamespace AND x.indisunique AND x.indkey[0] <> t.attnum ORDER BY 1`);
  expect(oracles.map(({ name }) => name)).toEqual([...RANDOM].sort());
});

test("no view, function or materialised view lets the application see with somebody else's eyes", async () => {
  const views = await db.sql(`
    SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('v', 'm')
      AND NOT coalesce(reloptions @> ARRAY['security_invoker=true'], false)`);
  expect(views).toEqual([]);
  const functions = await db.sql(
    "SELECT proname FROM pg_proc WHERE pronamespace = 'public'::regnamespace AND prosecdef",
  );
  expect(functions).toEqual([]);
});

test("every table has row-level security forced or is named here as everybody's", async () => {
  const SHARED = [
    "_prisma_migrations",
    "model_profiles",
    "model_versions",
    "models",
    "nodes",
    "plan_versions",
  ];
  const open = await db.sql(`
    SELECT relname AS name FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p')
      AND NOT (relrowsecurity AND relforcerowsecurity) ORDER BY 1`);
  expect(open.map(({ name }) => name)).toEqual(SHARED);
});

test("one connection that serves teams in turn carries nothing over, also after errors and broken transactions", async () => {
  const client = new pg.Client({ connectionString: db.appUrl });
  await client.connect();
  const seen = async () =>
    (await client.query("SELECT team_id FROM memberships")).rows.map((row) => row.team_id);
  const enter = async (teamId: string) => {
    await client.query("BEGIN");
    await client.query("SELECT set_config('app.team_id', $1, true)", [teamId]);
  };
  for (const ending of ["COMMIT", "ROLLBACK"]) {
    await enter(victim.teamId);
    expect(new Set(await seen())).toEqual(new Set([victim.teamId]));
    await client.query(ending);
    expect(await seen()).toEqual([]);
    await enter(victim.teamId);
    await expect(client.query("SELECT 1 / 0")).rejects.toThrow();
    await client.query("ROLLBACK");
    expect(await seen()).toEqual([]);
    await enter(attacker.teamId);
    await client.query("SET LOCAL statement_timeout = 20");
    await expect(client.query("SELECT pg_sleep(5)")).rejects.toThrow(/timeout/);
    await client.query("ROLLBACK");
    await enter(attacker.teamId);
    expect(await seen()).toEqual([attacker.teamId]);
    await client.query(ending);
  }
  await client.end();
});

test("the application learns nothing from statistics, other sessions or plans", async () => {
  const { rows } = await asAttacker(
    "SELECT * FROM pg_stats WHERE schemaname = 'public' AND most_common_vals IS NOT NULL",
  );
  expect(JSON.stringify(rows)).not.toContain(canary);
  const others = await asAttacker(
    "SELECT query FROM pg_stat_activity WHERE query LIKE '%canary%' AND usename <> current_user",
  );
  expect(others.rows).toEqual([]);
  for (const table of ["sessions", "persons", "identities", "second_factors", "email_tokens"]) {
    const { refused } = await asAttacker(`SELECT * FROM ${table}`);
    expect(refused, table).toMatch(DENIED);
  }
});
