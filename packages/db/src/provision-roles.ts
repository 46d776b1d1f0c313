import { createHmac } from "node:crypto";
import { Fault } from "@millrace/kernel";
import pg from "pg";

export type DatabaseUrls = { appUrl: string; systemUrl: string };

/** The group roles that migrations grant to. Login roles, one pair a database, are members of them. */
const GROUPS = { app: "millrace_app", system: "millrace_system" } as const;
type Kind = keyof typeof GROUPS;

/**
 * Makes the two login roles of a database and returns their URLs. Their passwords are derived from `secret`, so every
 * process that holds it can compute them and nothing is stored. Safe to repeat. Run before `migrate`.
 * Fault `db.cannot_create_roles` when the owner may not.
 */
export async function provisionRoles(ownerUrl: string, secret: string): Promise<DatabaseUrls> {
  const client = new pg.Client({ connectionString: ownerUrl, connectionTimeoutMillis: 5_000 });
  await client.connect();
  try {
    // Several databases of one server share the group roles; take turns.
    await client.query("SELECT pg_advisory_lock(7246851994)");
    const { rows } = await client.query<{ name: string }>("SELECT current_database() AS name");
    const database = rows[0]?.name ?? "";
    await client.query(`REVOKE ALL ON SCHEMA public FROM PUBLIC`);
    await client.query(
      `REVOKE CONNECT, TEMPORARY ON DATABASE ${client.escapeIdentifier(database)} FROM PUBLIC`,
    );
    const appUrl = await provision(client, "app", { database, ownerUrl, secret });
    const systemUrl = await provision(client, "system", { database, ownerUrl, secret });
    return { appUrl, systemUrl };
  } catch (error) {
    throw new Fault({
      kind: "precondition",
      code: "db.cannot_create_roles",
      message:
        "The user of DATABASE_URL may not create roles. Give it CREATEROLE, or let a superuser run Millrace once.",
      internal: String(error),
      cause: error,
    });
  } finally {
    await client.end();
  }
}

type Target = { database: string; ownerUrl: string; secret: string };

async function provision(
  client: pg.Client,
  kind: Kind,
  { database, ownerUrl, secret }: Target,
): Promise<string> {
  // Never the name of a group, also for a database called like the product.
  const login = `${database}_${kind}_login`;
  const password = createHmac("sha256", secret).update(`database role ${login}`).digest("base64url");
  const name = client.escapeIdentifier(login);
  await ensureRole(client, GROUPS[kind], "NOLOGIN");
  await ensureRole(client, login, "LOGIN");
  await client.query(
    `ALTER ROLE ${name} LOGIN NOSUPERUSER NOBYPASSRLS NOCREATEDB NOCREATEROLE INHERIT PASSWORD ${client.escapeLiteral(password)}`,
  );
  await client.query(`GRANT ${client.escapeIdentifier(GROUPS[kind])} TO ${name}`);
  await client.query(`GRANT CONNECT ON DATABASE ${client.escapeIdentifier(database)} TO ${name}`);
  const url = new URL(ownerUrl);
  url.username = encodeURIComponent(login);
  url.password = encodeURIComponent(password);
  return url.toString();
}

async function ensureRole(client: pg.Client, role: string, attributes: "LOGIN" | "NOLOGIN"): Promise<void> {
  const { rowCount } = await client.query("SELECT 1 FROM pg_roles WHERE rolname = $1", [role]);
  if (rowCount === 0) await client.query(`CREATE ROLE ${client.escapeIdentifier(role)} ${attributes}`);
}
