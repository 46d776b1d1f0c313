import type { Context } from "@millrace/db";
import { requirePermission } from "../policy.ts";
import { shown } from "./shown.ts";
import type { SsoConnection } from "./sso-connection.ts";
import { findConnection } from "./store.ts";

/** How the team signs its people in; null: in no way of its own. */
export async function getSso({ database, actor }: Context): Promise<SsoConnection | null> {
  requirePermission(actor, "sso.write");
  const stored = await database.inTeam(actor.teamId, (tx) => findConnection(tx, actor.teamId));
  return stored && shown(stored);
}
