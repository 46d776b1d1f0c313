import { Fault } from "@millrace/kernel";

const RETRY_AFTER_MS = 1_000;
/** Prisma: cannot reach, timed out, server closed the connection, too many connections, transaction could not start or was lost. */
const PRISMA_CODES = new Set([
  "P1000",
  "P1001",
  "P1002",
  "P1003",
  "P1008",
  "P1011",
  "P1017",
  "P2024",
  "P2028",
  "P2037",
]);
/** SQLSTATE classes 08 (connection), 57P0x (shutdown, starting up), 53300 (too many connections). */
const SQLSTATE = /^(08...|57P0[1-5]|53300)$/;
const SOCKET_CODES = new Set(["ECONNREFUSED", "ECONNRESET", "EPIPE", "ETIMEDOUT", "ENOTFOUND", "EAI_AGAIN"]);
const TEXT =
  /Connection terminated|timeout exceeded when trying to connect|Can't reach database|connection.*closed|server closed the connection|DatabaseNotReachable|ConnectionClosed|not queryable/i;
const CAUSES_MAX = 5;

function field(value: unknown, name: string): unknown {
  return typeof value === "object" && value !== null ? Reflect.get(value, name) : undefined;
}

/** True when an error means that the database is away or refuses connections, rather than that the work was wrong. */
export function isUnavailable(error: unknown): boolean {
  let current = error;
  for (let depth = 0; depth < CAUSES_MAX && current !== undefined; depth++) {
    const code = String(field(current, "code") ?? field(current, "originalCode") ?? "");
    if (PRISMA_CODES.has(code) || SOCKET_CODES.has(code) || SQLSTATE.test(code)) return true;
    const message = field(current, "message");
    if (typeof message === "string" && TEXT.test(message)) return true;
    current = field(current, "cause") ?? field(field(current, "meta"), "driverAdapterError");
  }
  return false;
}

/** Passes a promise on, turning "the database is away" into a Fault that says when to retry. */
export async function unavailableOr<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    if (error instanceof Fault || !isUnavailable(error)) throw error;
    throw new Fault({
      kind: "unavailable",
      code: "db.unavailable",
      message: "The database does not answer. Nothing was changed; try again in a moment.",
      retryAfterMs: RETRY_AFTER_MS,
      cause: error,
    });
  }
}
