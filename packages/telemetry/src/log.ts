import { Fault } from "@millrace/kernel";
import { pino } from "pino";

export type LogLevel = "debug" | "info" | "warn" | "error";
export type LogFields = Record<string, unknown>;

/** Structured lines of JSON on standard output. A message is a constant sentence; what varies goes into fields. */
export type Log = {
  debug(fields: LogFields, message: string): void;
  info(fields: LogFields, message: string): void;
  warn(fields: LogFields, message: string): void;
  error(fields: LogFields, message: string): void;
  /** The same log with fields that every line carries. */
  with(fields: LogFields): Log;
};

/** Whatever is called so is never written, at the top and one level down. */
const SECRET_FIELDS = ["authorization", "password", "secret", "key", "cookie", "token", "databaseUrl"];

function errorFields(error: unknown): LogFields {
  if (error instanceof Fault) {
    const { code, kind, message, internal, stack } = error;
    return {
      code,
      kind,
      message,
      internal,
      stack,
      cause: error.cause === undefined ? undefined : String(error.cause),
    };
  }
  if (error instanceof Error) return { name: error.name, message: error.message, stack: error.stack };
  return { message: String(error) };
}

/** `destination` is where lines go instead of standard output; for tests. */
export function createLog(
  options: { service: string; level?: LogLevel },
  destination?: { write(line: string): void },
): Log {
  const settings = {
    level: options.level ?? "info",
    base: { service: options.service },
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label: string) => ({ level: label }) },
    serializers: { error: errorFields },
    redact: { paths: SECRET_FIELDS.flatMap((name) => [name, `*.${name}`]), censor: "[hidden]" },
  };
  return wrap(destination ? pino(settings, destination) : pino(settings));
}

function wrap(logger: pino.Logger): Log {
  return {
    debug: (fields, message) => logger.debug(fields, message),
    info: (fields, message) => logger.info(fields, message),
    warn: (fields, message) => logger.warn(fields, message),
    error: (fields, message) => logger.error(fields, message),
    with: (fields) => wrap(logger.child(fields)),
  };
}
