import type { IncomingMessage } from "node:http";
import { Fault } from "@millrace/kernel";

/** Refuses what the headers alone show to be wrong, before a body is read. Faults `http.bad_request`, `http.unsupported_…`. */
export function checkHeaders({ headers, httpVersion }: IncomingMessage): void {
  if (headers.host === undefined && httpVersion === "1.1")
    throw refusal("bad_request", "The request has no `Host` header, which HTTP/1.1 asks for.");
  const encoding = headers["content-encoding"] ?? "identity";
  if (encoding.toLowerCase() !== "identity")
    throw refusal("unsupported_encoding", "Send the body as it is: compressed bodies are not taken.");
  const charset = /;\s*charset="?([^\s";]*)/i.exec(headers["content-type"] ?? "")?.[1] ?? "utf-8";
  if (!/^utf-?8$/i.test(charset))
    throw refusal("unsupported_charset", "Send the body in UTF-8: other character sets are not taken.");
}

function refusal(reason: string, message: string): Fault {
  return new Fault({ kind: "invalid", code: `http.${reason}`, message });
}
