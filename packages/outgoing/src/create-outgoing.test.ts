import { createServer, type RequestListener } from "node:http";
import { type AddressInfo, createServer as createTcpServer, type Server as NetServer } from "node:net";
import { gzipSync } from "node:zlib";
import { afterEach, describe, expect, test, vi } from "vitest";
import { createOutgoing, type OutgoingOptions } from "./create-outgoing.ts";

const closing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

async function listening(server: NetServer) {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  closing.push(() => new Promise((resolve) => server.close(resolve)));
  return (server.address() as AddressInfo).port;
}

/** Takes connections and says nothing. */
function silent() {
  return createTcpServer((socket) => socket.on("error", () => socket.destroy()).resume());
}

/** A host on this machine and how often it was asked. */
async function host(answer: RequestListener = (_req, res) => res.end("here")) {
  const asked = vi.fn(answer);
  const server = createServer(asked);
  const port = await listening(server);
  closing.push(async () => server.closeAllConnections());
  return { port, asked, url: `http://127.0.0.1:${port}` };
}

function outgoing(options: Partial<OutgoingOptions> = {}) {
  const made = createOutgoing({ allow: [], ...options });
  closing.push(() => made.close());
  return made;
}

const REFUSED = { kind: "invalid", code: "outgoing.refused" };
const FAILED = { kind: "unavailable", code: "outgoing.failed" };

describe("who is reached", () => {
  test("an allowed address answers, on any port and without TLS", async () => {
    const { url } = await host();
    const answer = await outgoing({ allow: ["127.0.0.0/8"] }).fetch(url);
    expect([answer.status, await answer.text()]).toEqual([200, "here"]);
  });

  test.each([
    (port: number) => `http://127.0.0.1:${port}`,
    (port: number) => `https://127.0.0.1:${port}`,
    (port: number) => `http://2130706433:${port}`,
    (port: number) => `http://0x7f000001:${port}`,
    (port: number) => `http://0177.0.0.1:${port}`,
    (port: number) => `http://127.1:${port}`,
    (port: number) => `http://0:${port}`,
    (port: number) => `http://[::ffff:127.0.0.1]:${port}`,
    (port: number) => `http://[::1]:${port}`,
    (port: number) => `http://localhost:${port}`,
    (port: number) => `http://localhost.:${port}`,
    (port: number) => `http://${"user:secret"}@127.0.0.1:${port}`,
  ])("this machine is not, however it is written: %s", async (spell) => {
    const { port, asked } = await host();
    await expect(outgoing().fetch(spell(port))).rejects.toMatchObject(REFUSED);
    expect(asked).not.toHaveBeenCalled();
  });

  test.each(["", "nonsense", "file:///etc/passwd", "https://", "/relative", "data:,x"])(
    "%j is refused",
    async (url) => {
      await expect(outgoing().fetch(url)).rejects.toMatchObject(REFUSED);
    },
  );

  test("a name with one private address among public ones is not reached", async () => {
    const resolve = async () => ["93.184.215.14", "169.254.169.254"];
    await expect(outgoing({ resolve }).fetch("https://mixed.test/")).rejects.toMatchObject(REFUSED);
  });

  test("a name that is not there and one that is private are refused alike", async () => {
    const absent = await outgoing({ resolve: async () => [] })
      .fetch("https://absent.test/")
      .catch((err) => err);
    const inside = await outgoing({ resolve: async () => ["10.0.0.1"] })
      .fetch("https://inside.test/")
      .catch((err) => err);
    expect(absent).toMatchObject(REFUSED);
    expect({ ...inside, stack: "" }).toEqual({ ...absent, stack: "" });
    expect(inside.message).toBe(absent.message);
  });

  test("name servers that do not answer are told apart from a refusal", async () => {
    const resolve = async () => Promise.reject(new Error("queryA ESERVFAIL"));
    await expect(outgoing({ resolve }).fetch("https://broken.test/")).rejects.toMatchObject(FAILED);
  });

  test("a name is resolved once for each connection, and the connection goes to that address (DNS rebinding)", async () => {
    const { port, asked } = await host((req, res) => res.end(req.headers.host));
    const answers = [["127.0.0.2"], ["127.0.0.1"]];
    const resolve = vi.fn(async () => answers.shift() ?? []);
    const client = outgoing({ resolve, allow: ["127.0.0.1"] });
    await expect(client.fetch(`http://rebinding.test:${port}/`)).rejects.toMatchObject(REFUSED);
    expect(resolve).toHaveBeenCalledTimes(1);
    expect(asked).not.toHaveBeenCalled();
    const answer = await client.fetch(`http://rebinding.test:${port}/`);
    expect(await answer.text()).toBe(`rebinding.test:${port}`);
    expect(resolve).toHaveBeenCalledTimes(2);
  });

  test("an allowed name is reached wherever it lies, and no other name there", async () => {
    const { port, asked } = await host();
    const client = outgoing({ allow: ["idp.test"], resolve: async () => ["127.0.0.1"] });
    expect((await client.fetch(`http://idp.test:${port}/`)).status).toBe(200);
    await expect(client.fetch(`http://other.test:${port}/`)).rejects.toMatchObject(REFUSED);
    expect(asked).toHaveBeenCalledTimes(1);
  });

  test("a proxy in the environment is not used", async () => {
    const proxy = await host();
    const { url } = await host((_req, res) => res.end("direct"));
    vi.stubEnv("HTTP_PROXY", proxy.url);
    vi.stubEnv("http_proxy", proxy.url);
    vi.stubEnv("NODE_USE_ENV_PROXY", "1");
    closing.push(async () => vi.unstubAllEnvs());
    const answer = await outgoing({ allow: ["127.0.0.1"] }).fetch(url);
    expect(await answer.text()).toBe("direct");
    expect(proxy.asked).not.toHaveBeenCalled();
  });
});

describe("what is sent and to whom", () => {
  test("a redirect is an answer like any other; whom it names is not asked", async () => {
    const elsewhere = await host();
    const { url } = await host((_req, res) => res.writeHead(302, { location: elsewhere.url }).end());
    const client = outgoing({ allow: ["127.0.0.1"] });
    for (const redirect of ["follow", "manual"] as const) {
      const answer = await client.fetch(url, { redirect, headers: { authorization: "Bearer secret" } });
      expect([answer.status, answer.headers.get("location")]).toEqual([302, elsewhere.url]);
    }
    expect(elsewhere.asked).not.toHaveBeenCalled();
  });

  test("method, headers and body arrive", async () => {
    const { url } = await host((req, res) => {
      let body = "";
      req.on("data", (chunk) => {
        body += chunk;
      });
      req.on("end", () =>
        res.end(`${req.method} ${req.headers["content-type"]} ${req.headers["user-agent"]} ${body}`),
      );
    });
    const answer = await outgoing({ allow: ["127.0.0.1"] }).fetch(url, {
      method: "POST",
      body: new URLSearchParams({ a: "b" }),
    });
    expect(await answer.text()).toBe("POST application/x-www-form-urlencoded;charset=UTF-8 millrace a=b");
  });

  test.each([204, 304, 404, 500])("a status of %i is an answer", async (status) => {
    const { url } = await host((_req, res) => res.writeHead(status).end());
    expect((await outgoing({ allow: ["127.0.0.1"] }).fetch(url)).status).toBe(status);
  });
});

describe("bounds", () => {
  const allow = ["127.0.0.1"];

  test("a host that takes the connection and says nothing", async () => {
    const port = await listening(silent());
    const client = outgoing({ allow, totalMaxMs: 200 });
    await expect(client.fetch(`http://127.0.0.1:${port}`)).rejects.toMatchObject(FAILED);
  });

  test("a body that comes a byte at a time without end", async () => {
    const { url } = await host((_req, res) => {
      const trickle = setInterval(() => res.write("x"), 20);
      res.on("close", () => clearInterval(trickle));
    });
    await expect(outgoing({ allow, totalMaxMs: 300 }).fetch(url)).rejects.toMatchObject(FAILED);
  });

  test("a body without end stops being read", async () => {
    let sent = 0;
    const { url } = await host((_req, res) => {
      const chunk = Buffer.alloc(64 * 1024);
      const push = () => {
        while (!res.destroyed && res.write(chunk)) sent += chunk.length;
      };
      res.on("drain", push);
      push();
    });
    await expect(outgoing({ allow }).fetch(url)).rejects.toMatchObject({ code: "outgoing.too_large" });
    expect(sent).toBeLessThan(64 * 1024 * 1024);
  });

  test("a small body that unpacks into a large one", async () => {
    const bomb = gzipSync(Buffer.alloc(8 * 1024 * 1024));
    const { url } = await host((_req, res) => res.writeHead(200, { "content-encoding": "gzip" }).end(bomb));
    await expect(outgoing({ allow }).fetch(url)).rejects.toMatchObject({ code: "outgoing.too_large" });
  });

  test("headers without end", async () => {
    const { url } = await host((_req, res) => {
      res.socket?.write(`HTTP/1.1 200 OK\r\nx-long: ${"x".repeat(64 * 1024)}\r\n\r\n`);
    });
    await expect(outgoing({ allow }).fetch(url)).rejects.toMatchObject(FAILED);
  });

  test("a caller that gives up", async () => {
    const port = await listening(silent());
    const gone = AbortSignal.abort();
    await expect(
      outgoing({ allow }).fetch(`http://127.0.0.1:${port}`, { signal: gone }),
    ).rejects.toMatchObject(FAILED);
  });

  test("more requests to a host at once than fit are turned away, others are not, and there is room again after", async () => {
    const waiting: (() => void)[] = [];
    const { url } = await host((_req, res) => {
      waiting.push(() => res.end());
    });
    const client = outgoing({ allow, totalMaxMs: 1_000 });
    const other = await host();
    const crowd = Array.from({ length: 20 }, () => client.fetch(url).catch(() => "late"));
    await expect(client.fetch(url)).rejects.toMatchObject({ code: "outgoing.busy" });
    expect((await client.fetch(other.url.replace("127.0.0.1", "127.0.0.2")).catch((err) => err)).code).toBe(
      "outgoing.refused",
    );
    await Promise.all(crowd);
    await vi.waitFor(() => expect(waiting.length).toBeGreaterThan(0));
    expect(waiting.length).toBeLessThanOrEqual(8);
    const last = client.fetch(url).catch((err) => err.code);
    expect(await last).not.toBe("outgoing.busy");
  });
});

describe("readTxt", () => {
  test("a name's records, or none", async () => {
    const client = outgoing({
      readTxt: async (name) => (name === "_millrace.example.com" ? ["a", "b"] : []),
    });
    expect(await client.readTxt("_millrace.example.com")).toEqual(["a", "b"]);
    expect(await client.readTxt("example.com")).toEqual([]);
  });

  test("name servers that do not answer are a fault", async () => {
    const client = outgoing({ readTxt: () => Promise.reject(new Error("queryTxt ETIMEOUT")) });
    await expect(client.readTxt("example.com")).rejects.toMatchObject(FAILED);
  });
});

test.each(["http://x", "10.0.0.0/99"])("an allow-list with %j does not start", (entry) => {
  expect(() => createOutgoing({ allow: [entry] })).toThrow(
    expect.objectContaining({ code: "outgoing.allow_invalid" }),
  );
});
