export {
  BODIES_KEPT_AT_ONCE_MAX,
  BODY_BYTES_MAX,
  BODY_DAYS_MAX,
  type Body,
  type KeptBody,
} from "./bodies/body.ts";
export { describeBody } from "./bodies/describe-body.ts";
export { forgetBodies } from "./bodies/forget-bodies.ts";
export { getBodyDays } from "./bodies/get-body-days.ts";
export { keepBodies } from "./bodies/keep-bodies.ts";
export { readBody } from "./bodies/read-body.ts";
export { setBodyDays } from "./bodies/set-body-days.ts";
export type { PrivacyContext, PrivacySystemContext } from "./context.ts";
export { firstBytes } from "./rules/first-bytes.ts";
