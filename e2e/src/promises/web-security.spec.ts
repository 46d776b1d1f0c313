import { expect } from "@playwright/test";
import { test } from "../product.ts";
import { ask, signInByHttp } from "../watching/ask.ts";

const EVIL = "evil.example";

test.describe("what every page is sent with", () => {
  test("scripts run by nonce alone, nothing is framed or cached, and no server is named", async ({
    product,
  }) => {
    const { headers, body } = await ask(`${product.consoleUrl}/sign-in`);
    const policy = String(headers["content-security-policy"]);
    const nonce = /'nonce-([^']+)'/.exec(policy)?.[1];
    expect(nonce).toBeTruthy();
    const scripts = [...body.matchAll(/<script\b([^>]*)>/g)].map(([, attributes]) => attributes ?? "");
    expect(scripts.length).toBeGreaterThan(0);
    for (const attributes of scripts) expect(attributes).toContain(`nonce="${nonce}"`);
    expect((await ask(`${product.consoleUrl}/sign-in`)).headers["content-security-policy"]).not.toBe(policy);
    expect(headers).toMatchObject({
      "x-content-type-options": "nosniff",
      "x-frame-options": "DENY",
      "referrer-policy": "same-origin",
      "cache-control": expect.stringContaining("no-store"),
    });
    expect(headers["x-powered-by"]).toBeUndefined();
  });

  test("the session's cookie is out of reach of scripts and other sites", async ({ product }) => {
    const { setCookies } = await signInByHttp(product.consoleUrl, product);
    const session = setCookies.find((cookie) => cookie.includes("session-token="));
    expect(session).toMatch(/HttpOnly/i);
    expect(session).toMatch(/SameSite=Lax/i);
  });
});

test.describe("forged requests", () => {
  const act = (consoleUrl: string) => `${consoleUrl}/api/trpc/keys.create`;
  const json = JSON.stringify({ json: { name: "forged" } });

  test.describe("an act that another site could have made a browser send is refused", () => {
    const forgeries: [string, { method?: string; headers: Record<string, string>; body?: string }][] = [
      ["a form", { headers: { "content-type": "application/x-www-form-urlencoded" } }],
      ["JSON as plain text", { headers: { "content-type": "text/plain" } }],
      ["another origin", { headers: { "content-type": "application/json", origin: `https://${EVIL}` } }],
      ["no origin that says its name", { headers: { "content-type": "application/json", origin: "null" } }],
      [
        "a page of another site",
        { headers: { "content-type": "application/json", "sec-fetch-site": "cross-site" } },
      ],
    ];
    for (const [name, forgery] of forgeries) {
      test(name, async ({ product }) => {
        const { cookie } = await signInByHttp(product.consoleUrl, product);
        const answer = await ask(act(product.consoleUrl), {
          method: "POST",
          body: json,
          ...forgery,
          headers: { ...forgery.headers, cookie, "content-length": String(json.length) },
        });
        expect(answer.status).toBe(403);
      });
    }
  });

  test("an act cannot be had by following a link", async ({ product }) => {
    const { cookie } = await signInByHttp(product.consoleUrl, product);
    const input = encodeURIComponent(json);
    const answer = await ask(`${act(product.consoleUrl)}?input=${input}`, { headers: { cookie } });
    expect(answer.status).toBe(405);
  });

  test("nobody is signed in by a request without the token of the form", async ({ product }) => {
    const answer = await ask(`${product.consoleUrl}/api/auth/callback/credentials`, {
      method: "POST",
      headers: { "content-type": "application/x-www-form-urlencoded", origin: `https://${EVIL}` },
      body: new URLSearchParams({ email: product.email, password: product.password }).toString(),
    });
    expect(answer.cookies.filter((cookie) => cookie.includes("session-token="))).toEqual([]);
  });
});

test.describe("hosts, addresses and redirects", () => {
  const LEAVING = [`https://${EVIL}`, `//${EVIL}`, `/\\${EVIL}`, `/%09/${EVIL}`, `javascript:alert(1)`];

  test("a Host or a forwarded host that is not ours appears nowhere", async ({ product }) => {
    const spoofed = {
      host: EVIL,
      "x-forwarded-host": EVIL,
      "x-forwarded-proto": "https",
      forwarded: `host=${EVIL}`,
    };
    for (const path of [
      "/",
      "/sign-in",
      "/usage",
      "/api/auth/signin",
      "/api/auth/providers",
      "/api/auth/csrf",
    ]) {
      const { body, headers, cookies } = await ask(product.consoleUrl + path, { headers: spoofed });
      expect(JSON.stringify([body, headers, cookies]), path).not.toContain(EVIL);
    }
  });

  test("after signing in nobody is sent to another site", async ({ product }) => {
    const { cookie } = await signInByHttp(product.consoleUrl, product);
    for (const wanted of LEAVING) {
      for (const path of ["/sign-in", "/api/auth/signin", "/api/auth/signout"]) {
        const address = `${product.consoleUrl}${path}?${new URLSearchParams({ callbackUrl: wanted })}`;
        const { headers } = await ask(address, { headers: { cookie } });
        const target = new URL(headers.location ?? "/", product.consoleUrl);
        expect(target.origin, `${path} with ${wanted}`).toBe(new URL(product.consoleUrl).origin);
      }
    }
  });

  test("paths in disguise lead to no page of a team and are kept by no cache", async ({ product }) => {
    const { cookie } = await signInByHttp(product.consoleUrl, product);
    const home = (await ask(product.consoleUrl, { headers: { cookie } })).headers.location ?? "";
    for (const path of [
      `${home}/keys/x.css`,
      `${home}/keys%2fx.css`,
      "/api/x.css",
      "/api/trpc/x.js",
      "//keys",
    ]) {
      const { headers, body } = await ask(product.consoleUrl + path, { headers: { cookie } });
      expect(String(headers["cache-control"] ?? "no-store"), path).not.toMatch(/public|s-maxage|immutable/);
      // Texts of the page may say how keys begin; no key is in it.
      expect(body, path).not.toMatch(/mr_live_[0-9A-Za-z]/);
    }
  });

  test("no header talks past the sign-in", async ({ product }) => {
    for (const headers of [
      { "x-middleware-subrequest": "src/proxy:src/proxy:src/proxy:src/proxy:src/proxy" },
      { "x-middleware-subrequest": "proxy" },
      { "x-original-url": "/sign-in" },
      { "x-rewrite-url": "/sign-in" },
      { authorization: "Bearer %" },
      { authorization: `Bearer ${product.apiKey}` },
    ] as Record<string, string>[]) {
      const { status, headers: sent } = await ask(`${product.consoleUrl}/keys`, { headers });
      expect([status, sent.location?.startsWith("/sign-in")], JSON.stringify(headers)).toEqual([307, true]);
    }
  });

  test("the console fetches nothing for others", async ({ product }) => {
    for (const url of ["http://169.254.169.254/latest/meta-data", "http://localhost:1", "//localhost:1/x"]) {
      const { status } = await ask(
        `${product.consoleUrl}/_next/image?${new URLSearchParams({ url, w: "64", q: "75" })}`,
      );
      expect(status, url).toBeGreaterThanOrEqual(400);
    }
  });

  test("a key opens no console, and a session no API", async ({ product }) => {
    const { cookie } = await signInByHttp(product.consoleUrl, product);
    const api = await ask(`${product.apiUrl}/v1/models`, { headers: { cookie } });
    expect(api.status).toBe(401);
    const trpc = await ask(`${product.consoleUrl}/api/trpc/keys.create`, {
      method: "POST",
      headers: {
        authorization: `Bearer ${product.apiKey}`,
        "content-type": "application/json",
        "content-length": "2",
        origin: product.consoleUrl,
      },
      body: "{}",
    });
    expect(trpc.status).toBe(401);
  });
});

test.describe("bounds", () => {
  test("bodies, headers and batches beyond what anybody needs are refused", async ({ product }) => {
    const headers = { "content-type": "application/json", origin: product.consoleUrl };
    const large = "x".repeat(2 * 1024 * 1024);
    const trpc = `${product.consoleUrl}/api/trpc`;
    const tooLarge = await ask(`${trpc}/keys.create`, {
      method: "POST",
      headers: { ...headers, "content-length": String(large.length) },
      body: large,
    });
    expect(tooLarge.status).toBe(413);
    const unannounced = await ask(`${trpc}/keys.create`, {
      method: "POST",
      headers: { ...headers, "transfer-encoding": "chunked" },
      body: "{}",
    });
    expect(unannounced.status).toBe(411);
    const longHeader = await ask(`${product.consoleUrl}/sign-in`, {
      headers: { "x-long": "a".repeat(20_000) },
    });
    expect(longHeader.status).toBe(431);
    const many = Array.from({ length: 50 }, () => "catalog.list").join(",");
    expect((await ask(`${trpc}/${many}?batch=1`)).status).toBe(400);
  });
});
