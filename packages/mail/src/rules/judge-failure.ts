import { oneLine } from "./plain-name.ts";

/** What the SMTP client tells of a failure. */
type SmtpFailure = {
  code?: string | undefined;
  /** What was said last; `CONN` for the connection itself. */
  command?: string | undefined;
  response?: string | undefined;
  responseCode?: number | undefined;
  /** The server refused it for good, as far as its reply tells. */
  permanent?: boolean | undefined;
};

/** Whose fault it is: the mail's, for good; nobody's for long; or the server's, whatever the mail. */
export type Failure = { kind: "refused" | "later" | "unreachable"; reason: string };

const ABOUT_SERVER = new Set(["EDNS", "ETLS", "EAUTH", "ENOAUTH"]);
const COMMANDS_ABOUT_SERVER = /^(CONN|EHLO|HELO|STARTTLS|AUTH)\b/;
/** Whoever sends is refused here, which an operator can mend. */
const ABOUT_SENDER = /^MAIL FROM\b/;

export function judgeFailure(failure: SmtpFailure): Failure {
  const { code = "", command = "", response, permanent } = failure;
  const reason = oneLine([code, command, response].filter(Boolean).join(" ")) || "unknown";
  if (ABOUT_SERVER.has(code) || COMMANDS_ABOUT_SERVER.test(command)) return { kind: "unreachable", reason };
  // Not even offered to the server: the client itself found the envelope impossible.
  const isImpossible = code === "EENVELOPE" && failure.responseCode === undefined;
  const isRefused = permanent === true && !ABOUT_SENDER.test(command);
  return { kind: isImpossible || isRefused ? "refused" : "later", reason };
}
