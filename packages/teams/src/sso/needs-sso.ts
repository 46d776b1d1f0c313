import type { SystemContext } from "@millrace/db";
import type { Session } from "@millrace/people";
import { findMembership } from "../store.ts";
import { handleSchema, type Team } from "../team.ts";
import { passageOf } from "./rules/passage.ts";

/**
 * The team when it keeps this session out only because it did not come through the team's provider. Null for whoever is
 * not a member: to them there is no team.
 */
export async function needsSso(
  { database }: Pick<SystemContext, "database">,
  session: Session,
  handle: string,
): Promise<Team | null> {
  if (!handleSchema.safeParse(handle).success) return null;
  const membership = await database.inSystem((tx) => findMembership(tx, handle, session.person.id));
  if (!membership) return null;
  const { team, role, ssoRequiredSince } = membership;
  return passageOf({ teamId: team.id, role, ssoRequiredSince }, session) === "sso_required" ? team : null;
}
