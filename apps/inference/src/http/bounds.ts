export const BODY_BYTES_MAX = 8 * 1024 * 1024;
/** Of the request line and all headers together. */
export const HEADER_BYTES_MAX = 16 * 1024;
export const PATH_PARAMETER_CHARACTERS_MAX = 200;
export const CONNECTIONS_MAX = 20_000;

/** How long things may take, in milliseconds. */
export type Patience = {
  headersMs: number;
  /** A request, headers and body, that takes longer to arrive is given up. */
  requestMs: number;
  /** An answer of which a client takes nothing for this long is given up. */
  unreadAnswerMs: number;
  /** Longer than the usual idle time of load balancers, so that they close first. */
  keepAliveMs: number;
  /** Requests that are not answered this long after the server was told to close are cut off. */
  drainMs: number;
};

export const PATIENCE: Patience = {
  headersMs: 10_000,
  requestMs: 60_000,
  unreadAnswerMs: 30_000,
  keepAliveMs: 75_000,
  drainMs: 25_000,
};
