import type { SystemContext } from "@millrace/db";
import { Fault } from "@millrace/kernel";
import { isSessionOpen } from "@millrace/people";
import { enterTeam, type Member } from "@millrace/teams";

/**
 * A member as they are at this moment, for what goes on longer than the request that began it. Fault `not_found`
 * `api.not_found`, as for a team that does not exist, as soon as their session has ended or they are out of the team.
 */
export async function enterAgain(ctx: SystemContext, { session, team }: Member): Promise<Member> {
  const [member, isOpen] = await Promise.all([
    enterTeam(ctx, session, team.handle),
    isSessionOpen(ctx, session),
  ]);
  if (member && isOpen) return member;
  throw new Fault({ kind: "not_found", code: "api.not_found", message: "There is nothing here." });
}
