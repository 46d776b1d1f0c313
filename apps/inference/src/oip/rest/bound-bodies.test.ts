import { request as open } from "node:http";
import { createLog } from "@millrace/telemetry";
import type { FastifyInstance } from "fastify";
import { afterEach, beforeEach, expect, test } from "vitest";
import { createServer, route } from "../../http/server.ts";
import { boundBodies } from "./bound-bodies.ts";

const MIB = 1024 * 1024;
let app: FastifyInstance;
/** What a request waits for before its body is read, as for its key. */
let lookUp: () => Promise<void>;

beforeEach(async () => {
  lookUp = async () => {};
  app = createServer({ log: createLog({ service: "test" }, { write: () => {} }), refused: () => {} });
  app.addHook("onRequest", () => lookUp());
  app.register(async (scope) => {
    boundBodies(scope, 3 * MIB);
    route(scope, { method: "POST", url: "/v2/x" }, async () => ({}));
  });
  await app.listen({ port: 0, host: "127.0.0.1" });
});
afterEach(() => app.close());

const url = () => app.listeningOrigin;
const send = (bytes: number) =>
  fetch(`${url()}/v2/x`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: `"${"x".repeat(bytes - 2)}"`,
  });

/** A body that has begun and does not go on. */
function begin(headers: Record<string, string>) {
  const request = open(`${url()}/v2/x`, {
    method: "POST",
    headers: { "content-type": "application/json", ...headers },
  });
  request.on("error", () => {});
  request.write('"');
  return request;
}

test("large bodies beyond the bound are refused for a moment, small ones never", async () => {
  const held = begin({ "content-length": String(2 * MIB) });
  await expect.poll(async () => (await send(2 * MIB)).status).toBe(429);
  const refused = await send(2 * MIB);
  expect(refused.headers.get("retry-after")).toBe("1");
  expect(await refused.json()).toEqual({ error: expect.stringContaining("large requests") });
  expect((await send(1_000)).status).toBe(200);
  held.destroy();
  await expect.poll(async () => (await send(2 * MIB)).status).toBe(200);
});

test("one of unannounced length counts as the largest", async () => {
  const response = await fetch(`${url()}/v2/x`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: new Blob(["{}"]).stream(),
    duplex: "half",
  } as RequestInit);
  expect(response.status).toBe(429);
});

test("who leaves before it was told apart holds nothing", async () => {
  const [asked, known] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  lookUp = () => {
    asked.resolve();
    return known.promise;
  };
  const gone = new Promise((resolve) => {
    app.server.once("connection", (socket) => socket.once("close", resolve));
  });
  const left = begin({ "content-length": String(2 * MIB) });
  await asked.promise;
  left.destroy();
  await gone;
  known.resolve();
  lookUp = async () => {};
  expect((await send(2 * MIB)).status).toBe(200);
});
