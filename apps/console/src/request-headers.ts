/** Set on every page request by the proxy, over whatever the client sent. */
export const PATH_HEADER = "x-millrace-path";
export const NONCE_HEADER = "x-nonce";
export const REQUEST_ID_HEADER = "x-request-id";

/** The handle of the team that this browser was in last. */
export const TEAM_COOKIE = "millrace.team";
