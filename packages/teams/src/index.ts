export { createTeam } from "./create-team.ts";
export { enterTeam } from "./enter-team.ts";
export { listTeams } from "./list-teams.ts";
export type { Member, TeamOfPerson } from "./member.ts";
export { PERMISSIONS, type Permission } from "./permission.ts";
export { may, requirePermission } from "./policy.ts";
export { BUILT_IN_ROLES, type BuiltInRole } from "./role.ts";
export { needsSso } from "./sso/needs-sso.ts";
export type { Team } from "./team.ts";
