import { NO_ORIGIN, newId } from "@millrace/kernel";
import { type TestTeam, testDatabase } from "@millrace/testing";
import { afterAll, beforeAll, expect, test } from "vitest";
import { beginSso } from "./begin-sso.ts";
import { finishSso } from "./finish-sso.ts";
import { startHostileProvider } from "./hostile-provider.fixture.ts";
import { ssoWorld } from "./sso-team.fixture.ts";

const CALLBACK = "http://localhost:3000/api/sso/callback";
const CLIENT = { clientId: "millrace", clientSecret: "canary of the client secret" };
const db = await testDatabase();
const world = ssoWorld(db);
const provider = await startHostileProvider();
afterAll(() => provider.close());

let team: TestTeam;
beforeAll(async () => {
  team = await world.makeTeam(provider.issuer);
  await world.save(team, { issuer: provider.issuer, ...CLIENT });
});

type Claims = Record<string, unknown>;

/** Signs in with a token that `make` makes of the claims that an honest provider would put into it. */
async function signInWith(make: (honest: Claims) => string) {
  const { flow } = await beginSso(world.system, {
    handle: team.handle,
    redirectUri: CALLBACK,
    origin: NO_ORIGIN,
  });
  const sub = newId();
  const now = Math.floor(Date.now() / 1_000);
  provider.idToken = make({
    iss: provider.issuer,
    aud: CLIENT.clientId,
    sub,
    nonce: flow.nonce,
    iat: now,
    exp: now + 60,
    email: `${sub}@acme.example`,
    email_verified: true,
  });
  const callbackUrl = new URL(`${CALLBACK}?${new URLSearchParams({ code: "c", state: flow.state })}`);
  return finishSso(world.system, { flow, callbackUrl, origin: NO_ORIGIN, session: null });
}

test("an honest token is taken, so that what follows is refused for what it says", async () => {
  expect(await signInWith((claims) => provider.sign(claims))).toMatchObject({ admitted: true });
});

const past = Math.floor(Date.now() / 1_000) - 3_600;

test.each<[string, (claims: Claims) => string]>([
  ["of another issuer", (claims) => provider.sign({ ...claims, iss: "https://accounts.example.com" })],
  ["for another client", (claims) => provider.sign({ ...claims, aud: "another" })],
  [
    "for another client too, who may not use it",
    (claims) => provider.sign({ ...claims, aud: ["millrace", "another"], azp: "another" }),
  ],
  ["of another sign-in", (claims) => provider.sign({ ...claims, nonce: "another" })],
  ["without a nonce", ({ nonce: _none, ...claims }) => provider.sign(claims)],
  ["that has run out", (claims) => provider.sign({ ...claims, iat: past, exp: past + 60 })],
  ["without an end", ({ exp: _none, ...claims }) => provider.sign(claims)],
  ["without a subject", ({ sub: _none, ...claims }) => provider.sign(claims)],
  ["signed by another key", (claims) => provider.sign(claims, { withOwnKey: false })],
  ["signed by nobody", (claims) => provider.sign(claims, { alg: "none" })],
  ["that says it is signed otherwise", (claims) => provider.sign(claims, { alg: "HS256" })],
  [
    "whose claims were changed",
    (claims) => {
      const [head, , tail] = provider.sign(claims).split(".");
      const changed = Buffer.from(JSON.stringify({ ...claims, email: "owner@acme.example" })).toString(
        "base64url",
      );
      return `${head}.${changed}.${tail}`;
    },
  ],
  ["that is none", () => "not a token"],
  ["that is missing", () => ""],
])("a token %s is refused", async (_what, make) => {
  expect(await signInWith(make)).toMatchObject({ admitted: false, reason: "invalid" });
});

test("claims of somebody else than the token's are refused", async () => {
  const { metadata } = provider;
  provider.metadata = { ...metadata, userinfo_endpoint: `${provider.issuer}/userinfo` };
  const own = { ...world.system, outgoing: ssoWorld(db).outgoing };
  provider.intercept.set("/userinfo", (_req, res) =>
    res
      .writeHead(200, { "content-type": "application/json" })
      .end(JSON.stringify({ sub: "another", email: "owner@acme.example", email_verified: true })),
  );
  const { flow } = await beginSso(own, { handle: team.handle, redirectUri: CALLBACK, origin: NO_ORIGIN });
  const now = Math.floor(Date.now() / 1_000);
  const { issuer } = provider;
  provider.idToken = provider.sign({
    iss: issuer,
    aud: "millrace",
    sub: "s",
    nonce: flow.nonce,
    iat: now,
    exp: now + 60,
  });
  const callbackUrl = new URL(`${CALLBACK}?${new URLSearchParams({ code: "c", state: flow.state })}`);
  const answer = await finishSso(own, { flow, callbackUrl, origin: NO_ORIGIN, session: null });
  expect(answer).toMatchObject({ admitted: false, reason: "invalid" });
  provider.metadata = metadata;
});

test("a token endpoint that sends us elsewhere gets the secret nowhere else", async () => {
  const elsewhere = await startHostileProvider();
  provider.intercept.set("/token", (_req, res) =>
    res.writeHead(307, { location: `${elsewhere.issuer}/token` }).end(),
  );
  expect(await signInWith((claims) => provider.sign(claims))).toMatchObject({
    admitted: false,
    reason: "invalid",
  });
  expect(elsewhere.received).toEqual([]);
  provider.intercept.delete("/token");
  await elsewhere.close();
});

test("a token endpoint inside our network is not asked", async () => {
  const { metadata } = provider;
  provider.metadata = { ...metadata, token_endpoint: "http://169.254.169.254/token" };
  const own = { ...world.system, outgoing: ssoWorld(db).outgoing };
  const { flow } = await beginSso(own, { handle: team.handle, redirectUri: CALLBACK, origin: NO_ORIGIN });
  const callbackUrl = new URL(`${CALLBACK}?${new URLSearchParams({ code: "c", state: flow.state })}`);
  await expect(finishSso(own, { flow, callbackUrl, origin: NO_ORIGIN, session: null })).rejects.toMatchObject(
    { code: "outgoing.refused" },
  );
  provider.metadata = metadata;
});

test("an answer that never ends is given up", async () => {
  provider.intercept.set("/token", (_req, res) => {
    const trickle = setInterval(() => res.write(" "), 20);
    res.on("close", () => clearInterval(trickle));
  });
  await expect(signInWith((claims) => provider.sign(claims))).rejects.toMatchObject({
    code: "outgoing.failed",
  });
  provider.intercept.delete("/token");
});
