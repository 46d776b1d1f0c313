import { once } from "node:events";
import {
  type ClientHttp2Session,
  type ClientHttp2Stream,
  connect,
  constants,
  type IncomingHttpHeaders,
  type OutgoingHttpHeaders,
} from "node:http2";
import { connect as dial } from "node:net";
import { create, toBinary } from "@bufbuild/protobuf";
import { status } from "@grpc/grpc-js";
import { systemClock } from "@millrace/kernel";
import type { InferRequest } from "@millrace/serving";
import { createLog } from "@millrace/telemetry";
import { afterEach, expect, test } from "vitest";
import { UNLIMITED } from "../../limits/allowance.ts";
import type { Service } from "../../service.ts";
import type { GrpcPatience } from "./bounds.ts";
import { ModelInferRequestSchema } from "./schema.ts";
import { type GrpcServer, startGrpc } from "./start-grpc.ts";

const key = { id: "k", teamId: "t", apis: [], deploymentIds: [] };
let server: GrpcServer;
let session: ClientHttp2Session;
let isClosed: boolean;
let refusals: string[];
/** Held back until a test lets it go: every key is good, but takes its time to be found. */
let keyFound: PromiseWithResolvers<void>;

afterEach(async () => {
  session.destroy();
  if (!isClosed) await server.close();
});

/** Where the caller of the last key that was brought seemed to be. */
let seenAddress: string | null;

/** What the engine was asked for, which it never answers. */
let asked: PromiseWithResolvers<InferRequest>;

async function listening(
  patience: Partial<GrpcPatience> = {},
  { trustedProxies = 0, ...bounds }: { arrivingBytesMax?: number; trustedProxies?: number } = {},
): Promise<void> {
  isClosed = false;
  refusals = [];
  keyFound = Promise.withResolvers();
  asked = Promise.withResolvers();
  const engine = {
    infer: (_id: string, request: InferRequest) => {
      asked.resolve(request);
      return new Promise((_resolve, reject) =>
        request.signal?.addEventListener("abort", () => reject(request.signal?.reason)),
      );
    },
  };
  const service = {
    engine,
    assignments: { find: async () => ({ name: "double", deploymentId: "d", modelVersionId: "v" }) },
    limits: { admit: () => UNLIMITED, headersOf: () => ({}) },
    spool: { hasRoom: () => true },
    clock: systemClock,
    trustedProxies,
    keyRing: {
      verify: (_authorization: string, address: string | null) => {
        seenAddress = address;
        return keyFound.promise.then(() => key);
      },
    },
    metrics: { refused: (code: string) => refusals.push(code) },
  } as unknown as Service;
  const log = createLog({ service: "test" }, { write: () => {} });
  server = await startGrpc(0, { service, isServerReady: () => true, log, patience, ...bounds });
  session = connect(`http://127.0.0.1:${server.port}`);
  session.on("error", () => {});
  await once(session, "remoteSettings");
}

function call(name: string, headers: OutgoingHttpHeaders = {}): ClientHttp2Stream {
  return session.request({
    ...headers,
    ":method": "POST",
    ":path": `/inference.GRPCInferenceService/${name}`,
    "content-type": "application/grpc",
    te: "trailers",
  });
}

const EMPTY_MESSAGE = Buffer.alloc(5);

async function statusOf(stream: ClientHttp2Stream): Promise<number> {
  const { promise, resolve } = Promise.withResolvers<IncomingHttpHeaders>();
  const look = (headers: IncomingHttpHeaders) => {
    if (headers["grpc-status"] !== undefined) resolve(headers);
  };
  // A refusal without a message has its status in the first headers.
  stream.once("response", look).once("trailers", look).resume();
  return Number((await promise)["grpc-status"]);
}

/** What was sent is there once a ping that was sent after it has come back. */
async function arrived(): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  session.ping((error) => (error === null ? resolve() : reject(error)));
  await promise;
}

async function close(): Promise<void> {
  await server.close();
  isClosed = true;
}

test.each([
  [0, "127.0.0.1"],
  [1, "203.0.113.7"],
  [2, "198.51.100.1"],
  [3, null],
])("behind %d proxies a caller's address is %s", async (trustedProxies, address) => {
  await listening({}, { trustedProxies });
  keyFound.resolve();
  const stream = call("ServerMetadata", { "x-forwarded-for": "198.51.100.1, 203.0.113.7" });
  stream.end(EMPTY_MESSAGE);
  expect(await statusOf(stream)).toBe(status.OK);
  expect(seenAddress).toBe(address);
});

test("a message that does not arrive is given up", async () => {
  await listening({ messageMs: 100 });
  keyFound.resolve();
  const stream = call("ServerMetadata");
  stream.write(EMPTY_MESSAGE.subarray(0, 3));
  expect(await statusOf(stream)).toBe(status.DEADLINE_EXCEEDED);
});

test("a connection without a call is closed, whether it spoke or not", async () => {
  await listening({ idleMs: 200 });
  const silent = dial(server.port, "127.0.0.1");
  silent.resume();
  await Promise.all([once(silent, "close"), once(session, "close")]);
});

const message = toBinary(
  ModelInferRequestSchema,
  create(ModelInferRequestSchema, {
    modelName: "double",
    inputs: [{ name: "x", datatype: "UINT8", shape: [1n] }],
    rawInputContents: [Uint8Array.of(1)],
  } as object),
);
const framed = Buffer.concat([Buffer.of(0, 0, 0, 0, message.length), message]);

test("a client that leaves is noticed by the engine, and is nobody's fault", async () => {
  await listening();
  keyFound.resolve();
  const stream = call("ModelInfer");
  stream.end(framed);
  const { signal, deadlineMs, flow } = await asked.promise;
  expect([deadlineMs, flow]).toEqual([undefined, "k"]);
  stream.close(constants.NGHTTP2_CANCEL);
  await expect.poll(() => signal?.aborted).toBe(true);
  expect(refusals).toEqual([]);
});

test("the engine knows the client's deadline, and drops the call when it passes", async () => {
  await listening();
  keyFound.resolve();
  const stream = call("ModelInfer", { "grpc-timeout": "300m" });
  stream.end(framed);
  const { signal, deadlineMs } = await asked.promise;
  expect(deadlineMs).toBeGreaterThan(0);
  expect(deadlineMs).toBeLessThanOrEqual(300);
  expect(await statusOf(stream)).toBe(status.DEADLINE_EXCEEDED);
  await expect.poll(() => signal?.aborted).toBe(true);
});

test("a client that does not take its answer loses its connection", async () => {
  await listening({ unreadAnswerMs: 100 });
  keyFound.resolve();
  // Its window holds nothing, so that not even a small answer gets out.
  session.settings({ initialWindowSize: 0 });
  call("ServerMetadata")
    .on("error", () => {})
    .end(EMPTY_MESSAGE);
  await once(session, "close");
});

const MIB = 1024 * 1024;
/** A message of so many bytes, of which half is sent. */
function half(bytes: number): Buffer {
  const part = Buffer.alloc(bytes / 2);
  part.writeUInt32BE(bytes, 1);
  return part;
}

test("a client that begins more messages than are held at once loses its connection, and no other does", async () => {
  await listening({}, { arrivingBytesMax: 4 * MIB });
  keyFound.resolve();
  const modest = connect(`http://127.0.0.1:${server.port}`);
  modest.on("error", () => {});
  const headers = {
    ":method": "POST",
    ":path": "/inference.GRPCInferenceService/ModelInfer",
    "content-type": "application/grpc",
    te: "trailers",
  };
  // However it learns of it: the connection may be reset before its end is read.
  const cut = Promise.withResolvers<void>();
  session.on("error", () => {}).once("close", cut.resolve);
  modest.request(headers).write(half(2 * MIB));
  for (let count = 0; count < 3; count += 1) {
    call("ModelInfer")
      .on("error", () => {})
      .write(half(4 * MIB));
  }
  await cut.promise;
  expect(modest.destroyed).toBe(false);
  modest.destroy();
});

test("a server that closes answers what has arrived and takes no more", async () => {
  await listening();
  const stream = call("ServerMetadata");
  stream.end(EMPTY_MESSAGE);
  const answered = statusOf(stream);
  await arrived();
  const closed = close();
  await expect.poll(() => session.closed).toBe(true);
  expect(isClosed).toBe(false);
  keyFound.resolve();
  expect(await answered).toBe(status.OK);
  await closed;
  const late = dial(server.port, "127.0.0.1");
  const [error] = await once(late, "error");
  expect(error).toMatchObject({ code: "ECONNREFUSED" });
});

test("a server that closes cuts off what takes longer than its patience", async () => {
  await listening({ drainMs: 100 });
  const stream = call("ServerMetadata");
  stream.on("error", () => {});
  stream.end(EMPTY_MESSAGE);
  await arrived();
  let isAnswered = false;
  stream.once("response", () => {
    isAnswered = true;
  });
  await close();
  expect(isAnswered).toBe(false);
});

test("what is refused is counted", async () => {
  await listening();
  keyFound.resolve();
  const stream = call("ModelReady");
  stream.end(Buffer.from([0, 0, 0, 0, 2, 0x0a, 0xff]));
  expect(await statusOf(stream)).toBe(status.INVALID_ARGUMENT);
  expect(refusals).toEqual(["oip.bad_message"]);
});
