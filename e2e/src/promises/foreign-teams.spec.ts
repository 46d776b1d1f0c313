import { randomUUID } from "node:crypto";
import { expect } from "@playwright/test";
import pg from "pg";
import { newTeam } from "../acts/new-team.ts";
import { test } from "../product.ts";
import { type Answer, ask, signInByHttp } from "../watching/ask.ts";

const ROUNDS = 12;

/** What an answer says, without what is by nature different in each. */
function saidBy({ status, headers, body }: Answer, handle: string): string {
  const told = body
    .replaceAll(handle, "HANDLE")
    .replaceAll(/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f-]{22}/g, "ID")
    .replaceAll(/nonce-[^'"]+|nonce="[^"]*"/g, "NONCE");
  return JSON.stringify([
    status,
    headers["content-type"],
    headers.location?.replaceAll(handle, "HANDLE"),
    told,
  ]);
}

test("a stranger's team is, by every route and page of teams, what no team is: the same answer, as fast", async ({
  product,
}) => {
  const [theirs, own] = [await newTeam(product), await newTeam(product)];
  const { cookie } = await signInByHttp(product.consoleUrl, own.owner);
  const trpc = (name: string) => `trpc/${name}?input=${encodeURIComponent('{"json":{}}')}`;
  const routes = (handle: string) => [
    ...[
      "audit.csv",
      "audit.jsonl",
      "usage.csv",
      "usage.jsonl",
      "requests.csv",
      "requests.jsonl",
      `exports/${randomUUID()}`,
      trpc("team.standing"),
      trpc("deployments.list"),
    ].map((rest) => `/api/t/${handle}/${rest}`),
    ...[
      "",
      "/keys",
      "/usage",
      "/audit",
      "/billing",
      "/limits",
      "/settings",
      "/team",
      "/deployments/langid",
    ].map((rest) => `/t/${handle}${rest}`),
  ];
  const none = `team-${randomUUID().slice(0, 6)}`;
  for (const [index, path] of routes(theirs.handle).entries()) {
    const nowhere = routes(none)[index] ?? "";
    const mine = routes(own.handle)[index] ?? "";
    const least = { theirs: Number.POSITIVE_INFINITY, none: Number.POSITIVE_INFINITY };
    const timed = async (address: string, whose: keyof typeof least) => {
      const start = performance.now();
      const answer = await ask(product.consoleUrl + address, { headers: { cookie } });
      least[whose] = Math.min(least[whose], performance.now() - start);
      return answer;
    };
    for (let round = 0; round < ROUNDS; round++) {
      const [answer, missing] = [await timed(path, "theirs"), await timed(nowhere, "none")];
      expect(answer.body, path).not.toContain(theirs.name);
      if (path.startsWith("/api/")) expect(saidBy(answer, theirs.handle), path).toBe(saidBy(missing, none));
      else
        expect([answer.status, answer.headers.location]).toEqual([missing.status, missing.headers.location]);
    }
    const [faster = 0, slower = 0] = [least.theirs, least.none].toSorted((one, other) => one - other);
    expect(slower, `${path}: ${faster} ms and ${slower} ms`).toBeLessThan(2 * faster + 5);
    if (!mine.includes("/exports/") && !mine.includes("/deployments/"))
      expect((await ask(product.consoleUrl + mine, { headers: { cookie } })).status, mine).toBe(200);
  }
});

test("whoever is removed while they have the console open gets nothing more by any route", async ({
  product,
}) => {
  const { handle, owner } = await newTeam(product);
  const { cookie } = await signInByHttp(product.consoleUrl, owner);
  const look = (rest: string) => ask(`${product.consoleUrl}${rest}`, { headers: { cookie } });
  const paths = ["audit.csv", "usage.csv", "requests.jsonl"].map((file) => `/api/t/${handle}/${file}`);
  paths.push(`/t/${handle}/audit`);
  for (const path of paths) expect((await look(path)).status).toBe(200);
  const client = new pg.Client({ connectionString: product.databaseUrl });
  await client.connect();
  await client.query("DELETE FROM memberships WHERE person_id = (SELECT id FROM persons WHERE email = $1)", [
    owner.email,
  ]);
  await client.end();
  for (const path of paths) expect((await look(path)).status, path).toBe(404);
});

test("no script is told what opens the session, and whoever signs out leaves a cookie that opens nothing", async ({
  product,
}) => {
  const { owner, handle } = await newTeam(product);
  const { cookie } = await signInByHttp(product.consoleUrl, owner);
  const look = (path: string) => ask(product.consoleUrl + path, { headers: { cookie } });
  expect(Object.keys(JSON.parse((await look("/api/auth/session")).body))).toEqual(["expires"]);
  const signOut = (body: Record<string, string>) =>
    ask(`${product.consoleUrl}/api/auth/signout`, {
      method: "POST",
      headers: { cookie, "content-type": "application/x-www-form-urlencoded", origin: product.consoleUrl },
      body: new URLSearchParams(body).toString(),
    });
  await signOut({});
  expect((await look(`/t/${handle}/keys`)).status, "another site signs nobody out").toBe(200);
  const { csrfToken } = JSON.parse((await look("/api/auth/csrf")).body) as { csrfToken: string };
  await signOut({ csrfToken });
  expect((await look(`/t/${handle}/keys`)).headers.location).toContain("/sign-in");
});
