export {
  BODIES_KEPT_AT_ONCE_MAX,
  BODY_BYTES_MAX,
  BODY_DAYS_MAX,
  type Body,
  type BodyText,
  type KeptBody,
} from "./bodies/body.ts";
export { describeBody } from "./bodies/describe-body.ts";
export { forgetBodies } from "./bodies/forget-bodies.ts";
export { getBodyDays } from "./bodies/get-body-days.ts";
export { keepBodies } from "./bodies/keep-bodies.ts";
export { readBody } from "./bodies/read-body.ts";
export { setBodyDays } from "./bodies/set-body-days.ts";
export type { PrivacyContext, PrivacySystemContext } from "./context.ts";
export { type DeletionCertificate, deleteTeam } from "./deletion/delete-team.ts";
export { removeRemains } from "./deletion/remove-remains.ts";
export { forgetExports } from "./exports/forget-exports.ts";
export { listExports } from "./exports/list-exports.ts";
export { makeExport } from "./exports/make-export.ts";
export { openExport } from "./exports/open-export.ts";
export { requestExport } from "./exports/request-export.ts";
export type { TeamExport } from "./exports/team-export.ts";
export { forgetInvitations } from "./invitations/forget-invitations.ts";
export { firstBytes } from "./rules/first-bytes.ts";
export { type TeamFiles, teamFilesIn } from "./team-files.ts";
