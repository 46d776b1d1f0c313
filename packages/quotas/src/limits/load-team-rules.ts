import type { SystemContext } from "@millrace/db";
import { scopeKey } from "../rules/charges-of.ts";
import { findMembersOfKeys, findRules, findTeams } from "./store.ts";
import type { LimitRule, TeamRules } from "./team-rules.ts";

/** What a node has to know of these teams to let their requests in; a team that is gone is absent. */
export async function loadTeamRules(
  { database }: SystemContext,
  teamIds: readonly string[],
): Promise<TeamRules[]> {
  if (teamIds.length === 0) return [];
  return database.inSystem(async (tx) => {
    const teams = await findTeams(tx, teamIds);
    const limits = Map.groupBy(await findRules(tx, teamIds), ({ teamId }) => teamId);
    const members = Map.groupBy(await findMembersOfKeys(tx, teamIds), ({ teamId }) => teamId);
    return teams.map((team) => ({
      ...team,
      memberOfKey: new Map((members.get(team.teamId) ?? []).map(({ keyId, memberId }) => [keyId, memberId])),
      limits: Map.groupBy<string, LimitRule>(limits.get(team.teamId) ?? [], ({ scope, scopeId }) =>
        scopeKey(scope, scopeId),
      ),
    }));
  });
}
