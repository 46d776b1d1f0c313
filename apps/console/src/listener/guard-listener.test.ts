import { once } from "node:events";
import { createServer, type IncomingHttpHeaders, type Server } from "node:http";
import { connect } from "node:net";
import { afterAll, expect, test } from "vitest";
import { guardListeners } from "./guard-listener.ts";

guardListeners({ trustedProxies: 0, isSecure: true });
const servers: Server[] = [];
afterAll(() => {
  for (const server of servers) server.close();
});

async function listening(onRequest: (headers: IncomingHttpHeaders) => void) {
  const server = createServer((req, res) => {
    onRequest(req.headers);
    res.end();
  }).listen(0, "127.0.0.1");
  servers.push(server);
  await once(server, "listening");
  const address = server.address();
  return { server, port: typeof address === "object" && address !== null ? address.port : 0 };
}

test("what a client says of itself and of proxies is not believed", async () => {
  const seen: IncomingHttpHeaders[] = [];
  const { port } = await listening((headers) => seen.push(headers));
  await fetch(`http://127.0.0.1:${port}/`, {
    headers: {
      "x-forwarded-for": "198.51.100.1",
      "x-forwarded-host": "evil.example",
      "x-forwarded-proto": "https",
      "x-real-ip": "198.51.100.1",
      forwarded: "for=198.51.100.1",
    },
  });
  expect(seen[0]?.["x-forwarded-for"]).toBe("127.0.0.1");
  for (const name of ["x-forwarded-host", "x-forwarded-proto", "x-real-ip", "forwarded"])
    expect(seen[0]?.[name], name).toBeUndefined();
});

test("whoever comes over TLS is told to go on doing so", async () => {
  const { port } = await listening(() => {});
  const { headers } = await fetch(`http://127.0.0.1:${port}/`);
  expect(headers.get("strict-transport-security")).toBe("max-age=31536000; includeSubDomains");
});

test("every listener is bounded in time, connections and requests a connection", async () => {
  const { server } = await listening(() => {});
  expect(server).toMatchObject({
    headersTimeout: 10_000,
    requestTimeout: 30_000,
    maxConnections: 2_000,
    maxRequestsPerSocket: 1_000,
  });
});

test("headers beyond 16 KiB are refused before anybody reads them", async () => {
  let requests = 0;
  const { port } = await listening(() => {
    requests += 1;
  });
  const socket = connect(port, "127.0.0.1");
  socket.write(`GET / HTTP/1.1\r\nhost: localhost\r\nx-long: ${"a".repeat(20_000)}\r\n\r\n`);
  const [answer] = (await once(socket, "data")) as [Buffer];
  expect(answer.toString()).toContain("431");
  expect(requests).toBe(0);
  socket.destroy();
});
