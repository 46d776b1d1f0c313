import { newId } from "@millrace/kernel";
import pg from "pg";
import type { TestDatabase } from "./test-database.ts";

export type TenantTable = { name: string; columns: TenantColumn[] };
export type TenantColumn = { name: string; type: string };

/** Where a check leaves no room for a made-up value. */
const CHECKED: Record<string, unknown> = {
  "memberships.role": "viewer",
  "memberships.joined_by": "invitation",
  "deployments.wanted": "stopped",
  "usage_records.outcome": "answered",
  "invitations.locale": "en",
  "mails.locale": "en",
  "quota_limits.scope": "team",
  "quota_limits.measure": "spend",
  "quota_limits.period": "month",
  "quota_limits.raised_value": 2,
  "credit_grants.kind": "paid",
  "invoices.state": "open",
  "invoices.kind": "usage",
  "invoices.period_start": new Date("2026-01-01T00:00:00Z"),
  "credit_notes.outcome": "owed",
  "payments.kind": "invoice",
  "payments.state": "pending",
  "payments.amount_minor": 2_000_000,
  "subscriptions.state": "active",
  "subscriptions.current_period_start": new Date("2026-01-01T00:00:00Z"),
  "subscription_phases.starts_at": new Date("2026-01-01T00:00:00Z"),
  "payment_operations.state": "waiting",
  "top_up_rules.monthly_max_minor": 2_000_000,
  "ledger_entries.debit": "receivable",
};

/** Every table that has a `team_id`, found in the catalog, so that a new one cannot be forgotten. */
export async function tenantTables(test: TestDatabase): Promise<TenantTable[]> {
  const rows = await test.sql(`
    SELECT c.relname AS table, a.attname AS column, format_type(a.atttypid, NULL) AS type
    FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
    WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p')
      AND EXISTS (SELECT 1 FROM pg_attribute t WHERE t.attrelid = c.oid AND t.attname = 'team_id' AND NOT t.attisdropped)
    ORDER BY c.relname, a.attnum`);
  const tables = Map.groupBy(rows, (row) => String(row.table));
  return [...tables].map(([name, columns]) => ({
    name,
    columns: columns.map((row) => ({ name: String(row.column), type: String(row.type) })),
  }));
}

/**
 * Puts a row into every table of a team, made up from the columns' types; every text, JSON and byte column holds
 * `canary`. Foreign keys and triggers are left aside.
 */
export async function fillTeam(test: TestDatabase, teamId: string, canary: string): Promise<TenantTable[]> {
  const tables = await tenantTables(test);
  const client = new pg.Client({ connectionString: test.ownerUrl });
  await client.connect();
  try {
    await client.query("BEGIN");
    await client.query("SET LOCAL session_replication_role = 'replica'");
    for (const table of tables) await client.query(insertInto(table, { teamId, canary }));
    await client.query("COMMIT");
  } finally {
    await client.end();
  }
  return tables;
}

function insertInto({ name, columns }: TenantTable, made: Made): pg.QueryConfig {
  const names = columns.map((column) => `"${column.name}"`);
  const places = columns.map(({ type }, index) => `$${index + 1}::${type}`);
  return {
    text: `INSERT INTO "${name}" (${names}) VALUES (${places})`,
    values: columns.map((column) => madeUpValue(name, column, made)),
  };
}

type Made = { teamId: string; canary: string };

function madeUpValue(table: string, { name, type }: TenantColumn, { teamId, canary }: Made): unknown {
  if (name === "team_id") return teamId;
  const checked = CHECKED[`${table}.${name}`];
  if (checked !== undefined) return checked;
  if (type === "uuid") return newId();
  if (type === "text") return canary;
  if (type === "text[]") return [canary];
  if (type === "uuid[]") return [newId()];
  if (type === "integer[]") return [1];
  if (type === "jsonb") return JSON.stringify({ canary });
  if (type === "bytea") return Buffer.from(canary);
  if (type === "boolean") return true;
  if (type.startsWith("timestamp")) return new Date();
  // Apart from what is there: numbers such as an entry's place in a chain are unique in their team.
  return type === "bigint" ? 1_000_000 : 1;
}
