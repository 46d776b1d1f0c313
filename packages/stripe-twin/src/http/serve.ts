import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { Answer } from "./answer.ts";
import type { Asked } from "./answer-request.ts";

const BODY_BYTES_MAX = 1024 * 1024;

/** What becomes of a request: an answer, or a connection that breaks. */
export type Outcome = Answer | "dropped";

/** Listens on loopback; `answer` is called once a request is there as a whole. */
export async function serve(answer: (asked: Asked) => Outcome, port: number): Promise<Server> {
  const server = createServer((req, res) => {
    read(req).then(
      (body) => reply(res, answer(askedOf(req, body))),
      () => res.destroy(),
    );
  });
  server.keepAliveTimeout = 60_000;
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "127.0.0.1", resolve);
  });
  return server;
}

async function read(req: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of req) {
    length += chunk.length;
    if (length > BODY_BYTES_MAX) throw new RangeError("The body is too large.");
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString("utf8");
}

function askedOf(req: IncomingMessage, body: string): Asked {
  const [path = "/", query = ""] = (req.url ?? "/").split("?");
  const { authorization, "content-type": contentType } = req.headers;
  return {
    method: req.method ?? "GET",
    path,
    query,
    body,
    headers: {
      authorization,
      contentType,
      version: one(req.headers["stripe-version"]),
      idempotencyKey: one(req.headers["idempotency-key"]),
    },
  };
}

const one = (header: string | string[] | undefined) => (Array.isArray(header) ? header[0] : header);

function reply(res: ServerResponse, outcome: Outcome): void {
  if (outcome === "dropped") res.destroy();
  else
    res
      .writeHead(outcome.status, { ...outcome.headers, "content-length": Buffer.byteLength(outcome.body) })
      .end(outcome.body);
}
