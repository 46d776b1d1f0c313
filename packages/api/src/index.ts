export type { ApiContext } from "./context.ts";
export { faultOf } from "./error-map.ts";
export { type AppRouter, appRouter } from "./router.ts";
export { isForgeable } from "./rules/is-forgeable.ts";
export { standingOf } from "./watch-membership.ts";
export { whileMember } from "./while-member.ts";
