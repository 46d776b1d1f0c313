import { assignableRoles, BUILT_IN_ROLES, getSso, listRoles, may } from "@millrace/teams";
import { environment } from "../../server/environment.ts";
import { requireContext, requireMember } from "../../server/session.ts";
import type { RoleChoice } from "./sso-fields.tsx";
import { SsoForm } from "./sso-form.tsx";
import { callbackOf } from "./sso-paths.ts";

/** How the team signs its people in, for whoever may set that up; nothing for others. */
export async function SsoSection() {
  const { actor, team } = await requireMember();
  if (!may(actor, "sso.write")) return null;
  const [connection, roles] = await Promise.all([getSso(await requireContext()), readRoles()]);
  return (
    <SsoForm
      connection={connection}
      callbackUrl={callbackOf(environment().config.consoleUrl, team.handle)}
      roles={roles.filter(({ id }) => id !== "owner")}
    />
  );
}

/** What the reader may give to newcomers; of whoever may not look at members, only the names that every team has. */
async function readRoles(): Promise<RoleChoice[]> {
  const ctx = await requireContext();
  if (!may(ctx.actor, "members.read")) return BUILT_IN_ROLES.map((id) => ({ id, name: null }));
  const roles = await listRoles(ctx);
  const givable = new Set(assignableRoles(ctx.actor, roles));
  return roles.filter(({ id }) => givable.has(id)).map(({ id, name }) => ({ id, name }));
}
