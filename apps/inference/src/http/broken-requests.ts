import { type IncomingMessage, type Server, type ServerResponse, STATUS_CODES } from "node:http";
import type { Duplex } from "node:stream";
import { Fault, newId } from "@millrace/kernel";
import { errorAnswer } from "./errors.ts";

/**
 * Node refuses some requests before there is one to route: bytes that are not HTTP, headers beyond the bound, what
 * arrives too slowly. They get an answer like any other, in OpenAI's shape as no family is known, and lose their
 * connection, since nobody can tell where the next request would begin.
 */
export function answerBrokenRequests(server: Server): void {
  server.on("connect", (_request: IncomingMessage, socket: Duplex) => {
    socket.end(written(refusal("method_not_allowed", "This is not a proxy: CONNECT is not taken.")));
  });
  server.on("checkExpectation", (_request: IncomingMessage, response: ServerResponse) => {
    const message = "The only expectation that is met is `Expect: 100-continue`.";
    const { status, headers, text } = answerOf(refusal("expectation_failed", message));
    response.writeHead(status, headers).end(text);
  });
}

/** For Node's `clientError`. */
export function answerClientError(error: Error & { code?: string }, socket: Duplex): void {
  if (error.code === "ECONNRESET" || !socket.writable) return void socket.destroy();
  socket.end(written(faultOf(error.code)), () => socket.destroy());
}

function faultOf(code: string | undefined): Fault {
  switch (code) {
    case "HPE_HEADER_OVERFLOW":
      return refusal("headers_too_large", "The address and headers of the request are too large together.");
    case "ERR_HTTP_REQUEST_TIMEOUT":
      return refusal("timed_out", "The request did not arrive completely in time.");
    default:
      return refusal("malformed", "What was sent is not a valid HTTP/1.1 request.");
  }
}

function refusal(reason: string, message: string): Fault {
  return new Fault({ kind: "invalid", code: `http.${reason}`, message });
}

function answerOf(fault: Fault) {
  const { status, headers, body } = errorAnswer(fault, "openai");
  const text = JSON.stringify(body);
  const complete = {
    "x-request-id": newId(),
    ...headers,
    "content-type": "application/json; charset=utf-8",
    "content-length": String(Buffer.byteLength(text)),
    connection: "close",
  };
  return { status, headers: complete, text };
}

function written(fault: Fault): string {
  const { status, headers, text } = answerOf(fault);
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  return `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\n${lines.join("")}\r\n${text}`;
}
