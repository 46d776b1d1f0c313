import { once } from "node:events";
import { type AddressInfo, connect, type Socket } from "node:net";
import { createLog } from "@millrace/telemetry";
import type { FastifyInstance } from "fastify";
import { afterEach, describe, expect, test } from "vitest";
import type { Patience } from "./bounds.ts";
import { ClientLeft, leaving } from "./leaving.ts";
import { createServer, route } from "./server.ts";

const BIG_ANSWER_BYTES = 16 * 1024 * 1024;
let app: FastifyInstance;
let lines: string[];
let refusals: string[];
afterEach(() => app.close());

type Opened = { arrived: Promise<void>; release(): void; left: Promise<unknown> };

/** A server with a route that answers at once, one that answers when it is released, and one that answers a lot. */
async function listening(patience: Partial<Patience> = {}): Promise<Opened> {
  lines = [];
  refusals = [];
  const log = createLog({ service: "test" }, { write: (line) => lines.push(line) });
  app = createServer({ log, refused: (code) => refusals.push(code), patience });
  const arrived = Promise.withResolvers<void>();
  const released = Promise.withResolvers<void>();
  const left = Promise.withResolvers<unknown>();
  route(app, { method: "POST", url: "/echo" }, async (request) => ({ body: request.body }));
  route(app, { method: "GET", url: "/names/:name" }, async () => ({}));
  route(app, { method: "GET", url: "/big" }, async () => "x".repeat(BIG_ANSWER_BYTES));
  route(app, { method: "GET", url: "/slow" }, async (_request, reply) => {
    const signal = leaving(reply);
    signal.addEventListener("abort", () => left.resolve(signal.reason));
    arrived.resolve();
    await Promise.race([released.promise, left.promise]);
    signal.throwIfAborted();
    return {};
  });
  await app.listen({ port: 0, host: "127.0.0.1" });
  return { arrived: arrived.promise, release: released.resolve, left: left.promise };
}

function dial(bytes: string | Buffer): Socket {
  const socket = connect((app.server.address() as AddressInfo).port, "127.0.0.1");
  socket.on("error", () => {});
  socket.write(bytes);
  return socket;
}

/** Everything that the server says until it hangs up. */
async function spoken(socket: Socket): Promise<string> {
  let text = "";
  socket.setEncoding("utf8").on("data", (chunk: string) => {
    text += chunk;
  });
  await once(socket, "close");
  return text;
}

const exchange = (bytes: string | Buffer) => spoken(dial(bytes));
const post = (headers: string, body = "{}") =>
  `POST /echo HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\n${headers}\r\n${body}`;
const get = (path: string, headers = "") =>
  `GET ${path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n${headers}\r\n`;
const json = "Content-Type: application/json\r\n";

const BROKEN: [name: string, bytes: string | Buffer, status: number, code: string][] = [
  ["garbage", "\0\x01garbage\r\n\r\n", 400, "http.malformed"],
  ["TLS on a plain port", Buffer.from("160301020001000001fc0303", "hex"), 400, "http.malformed"],
  ["another version of HTTP", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 400, "http.malformed"],
  ["no host", "POST /echo HTTP/1.1\r\nConnection: close\r\n\r\n", 400, "http.bad_request"],
  ["a header of 64 KiB", get("/big", `x-a: ${"a".repeat(65_536)}\r\n`), 431, "http.headers_too_large"],
  ["an address of 64 KiB", get(`/${"a".repeat(65_536)}`), 431, "http.headers_too_large"],
  ["two lengths", post("Content-Length: 9\r\n"), 400, "http.malformed"],
  ["a length and chunks", post("Transfer-Encoding: chunked\r\n"), 400, "http.malformed"],
  [
    "chunks that are none",
    `POST /echo HTTP/1.1\r\nHost: x\r\n${json}Transfer-Encoding: chunked\r\n\r\nZZ\r\n`,
    400,
    "http.malformed",
  ],
  ["another expectation", post("Expect: 200-ok\r\n"), 417, "http.expectation_failed"],
  ["CONNECT", "CONNECT example.com:80 HTTP/1.1\r\nHost: x\r\n\r\n", 405, "http.method_not_allowed"],
  ["TRACE", get("/echo").replace("GET", "TRACE"), 405, "http.method_not_allowed"],
  ["QUERY", get("/echo").replace("GET", "QUERY"), 405, "http.method_not_allowed"],
  ["a bad percent sign", get("/names/%zz"), 400, "http.bad_path"],
  ["a name of 300 characters", get(`/names/${"a".repeat(300)}`), 414, "http.path_too_long"],
  ["a compressed body", post("Content-Encoding: gzip\r\n"), 415, "http.unsupported_encoding"],
  [
    "another character set",
    post("").replace("json\r\n", "json; charset=utf-16\r\n"),
    415,
    "http.unsupported_charset",
  ],
  [
    "10 GiB that are only announced",
    post("").replace("Length: 2", "Length: 10737418240"),
    413,
    "http.body_too_large",
  ],
  ["a million keys", post("", `{${'"a":1,'.repeat(1_000_000)}"b":1}`), 400, "http.json_too_many_keys"],
];

describe("what is not a good request", () => {
  test.each(BROKEN)("%s gets an error in the API's shape, with an id", async (_name, bytes, status, code) => {
    await listening();
    const answer = await exchange(bytes);
    expect(answer).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `));
    expect(answer).toMatch(/\r\nx-request-id: [0-9a-f-]{36}\r\n/);
    expect(answer).toMatch(/\r\nx-should-retry: false\r\n/);
    expect(JSON.parse(answer.slice(answer.indexOf("\r\n\r\n"))).error).toMatchObject({
      code,
      type: "invalid_request_error",
    });
  });

  test("headers, and a body, that do not arrive in time end with 408", async () => {
    await listening({ headersMs: 100, requestMs: 100 });
    const answers = await Promise.all([
      exchange("GET /big HTTP/1.1\r\nx-a: b"),
      exchange(post("").replace("Length: 2", "Length: 20")),
    ]);
    for (const answer of answers) expect(answer).toMatch(/^HTTP\/1\.1 408 [\s\S]*"http\.timed_out"/);
  });

  test("refusals are counted by their code", async () => {
    await listening();
    await exchange(get("/nothing"));
    await exchange(get("/echo"));
    expect(refusals).toEqual(["http.no_such_path", "http.method_not_allowed"]);
  });
});

describe("a client that", () => {
  test("leaves is noticed, and is nobody's fault", async () => {
    const { arrived, left } = await listening();
    const socket = dial(get("/slow"));
    await arrived;
    socket.resetAndDestroy();
    expect(await left).toBeInstanceOf(ClientLeft);
    await app.close();
    expect(lines).toEqual([]);
    expect(refusals).toEqual([]);
  });

  test("never reads its answer is given up", async () => {
    await listening({ unreadAnswerMs: 100 });
    const socket = dial(get("/big"));
    socket.pause();
    await expect.poll(() => connections()).toBe(1);
    await expect.poll(() => connections(), { timeout: 5_000 }).toBe(0);
    socket.destroy();
  });
});

describe("a server that closes", () => {
  test("answers what has arrived and keeps no connection for later", async () => {
    const { arrived, release } = await listening();
    const answer = exchange("GET /slow HTTP/1.1\r\nHost: x\r\n\r\n");
    await arrived;
    const closed = app.close();
    await expect.poll(() => app.server.listening).toBe(false);
    release();
    expect(await answer).toMatch(/^HTTP\/1\.1 200 OK\r\n[\s\S]*connection: close/i);
    await closed;
  });

  test("does not cut an answer that is still on its way to a slow reader", async () => {
    await listening();
    const socket = dial("GET /big HTTP/1.1\r\nHost: x\r\n\r\n");
    await once(socket, "readable");
    const closed = app.close();
    await expect.poll(() => app.server.listening).toBe(false);
    expect((await spoken(socket)).length).toBeGreaterThan(BIG_ANSWER_BYTES);
    await closed;
  });

  test("waits for a body that does not come no longer than it says", async () => {
    await listening({ drainMs: 100 });
    const socket = dial(post("").replace("Length: 2", "Length: 20"));
    await expect.poll(() => connections()).toBe(1);
    await app.close();
    await expect.poll(() => connections()).toBe(0);
    socket.destroy();
  });
});

function connections(): Promise<number> {
  return new Promise((resolve, reject) => {
    app.server.getConnections((error, count) => (error ? reject(error) : resolve(count)));
  });
}
