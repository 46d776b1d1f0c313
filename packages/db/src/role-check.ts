import { Fault } from "@millrace/kernel";
import type pg from "pg";

/** Row-level security does not hold for superusers, roles with BYPASSRLS, and (unless forced) owners. */
const ROLE = `
  SELECT current_user AS name, rolsuper, rolbypassrls,
         EXISTS (SELECT 1 FROM pg_class WHERE relowner = r.oid AND relnamespace = 'public'::regnamespace) AS owns
  FROM pg_roles r WHERE rolname = current_user`;

/** Refuses to work as a role that could see across teams by right: Fault `db.role_not_confined`. */
export async function assertConfined(pool: pg.Pool): Promise<void> {
  const { rows } = await pool.query<{
    name: string;
    rolsuper: boolean;
    rolbypassrls: boolean;
    owns: boolean;
  }>(ROLE);
  const role = rows[0];
  if (role && !role.rolsuper && !role.rolbypassrls && !role.owns) return;
  throw new Fault({
    kind: "internal",
    code: "db.role_not_confined",
    message: `The database role "${role?.name}" can bypass row-level security. Use the roles that Millrace creates (DATABASE_APP_URL, DATABASE_SYSTEM_URL).`,
  });
}
