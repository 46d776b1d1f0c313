import { afterAll, expect, test } from "vitest";
import { startHostileProvider } from "./hostile-provider.fixture.ts";
import { startProvider, testOutgoing } from "./provider.fixture.ts";
import { discover, openProvider } from "./provider.ts";

const outgoing = testOutgoing();
const hostile = await startHostileProvider();
const honest = { ...hostile.metadata };
afterAll(() => hostile.close());

const NO_PROVIDER = { kind: "invalid", code: "teams.sso_no_provider", param: "issuer" };

/** What discovery makes of an issuer that says this of itself. */
function saying(over: Record<string, unknown>) {
  hostile.metadata = { ...honest, ...over };
  return discover(hostile.issuer, outgoing);
}

test("a real provider is found under its issuer", async () => {
  const provider = await startProvider(["http://localhost:3000/callback"]);
  const metadata = await discover(provider.issuer, outgoing);
  expect(metadata).toMatchObject({ issuer: provider.issuer, token_endpoint: `${provider.issuer}/token` });
  await provider.close();
});

test.each([
  ["another issuer than it was asked for", { issuer: "https://accounts.example.com" }],
  [
    "a pattern that stands for all customers of a vendor",
    { issuer: "https://login.example.com/{tenantid}/v2.0" },
  ],
  ["no issuer", { issuer: undefined }],
  ["no endpoint to send people to", { authorization_endpoint: undefined }],
  ["an endpoint that is a script", { authorization_endpoint: "javascript:alert(1)" }],
  ["an endpoint that is a file", { token_endpoint: "file:///etc/passwd" }],
  ["no keys", { jwks_uri: undefined }],
])("an issuer that says %s is no provider", async (_what, over) => {
  await expect(saying(over)).rejects.toMatchObject(NO_PROVIDER);
});

test.each([
  ["a page", "text/html", "<html>"],
  ["broken JSON", "application/json", "{"],
  ["a list", "application/json", "[]"],
  ["nothing", "application/json", ""],
])("%s is no provider", async (_what, type, body) => {
  const path = "/.well-known/openid-configuration";
  hostile.intercept.set(path, (_req, res) => res.writeHead(200, { "content-type": type }).end(body));
  await expect(discover(hostile.issuer, outgoing)).rejects.toMatchObject(NO_PROVIDER);
  hostile.intercept.delete(path);
});

test("an issuer that sends us on to the metadata of this machine's cloud is no provider", async () => {
  const path = "/.well-known/openid-configuration";
  const location = "http://169.254.169.254/latest/meta-data/";
  hostile.intercept.set(path, (_req, res) => res.writeHead(302, { location }).end());
  await expect(discover(hostile.issuer, outgoing)).rejects.toMatchObject(NO_PROVIDER);
  hostile.intercept.delete(path);
});

test("a private issuer is refused, one that is away is told apart", async () => {
  await expect(discover("https://10.0.0.1/", outgoing)).rejects.toMatchObject({ code: "outgoing.refused" });
  await expect(discover("http://127.0.0.2:3000", outgoing)).rejects.toMatchObject({
    code: "outgoing.refused",
  });
  const gone = await startHostileProvider();
  await gone.close();
  await expect(discover(gone.issuer, outgoing)).rejects.toMatchObject({
    kind: "unavailable",
    code: "outgoing.failed",
  });
});

test("an issuer that says nothing for long is given up", async () => {
  const path = "/.well-known/openid-configuration";
  hostile.intercept.set(path, () => {});
  await expect(discover(hostile.issuer, outgoing)).rejects.toMatchObject({ code: "outgoing.failed" });
  hostile.intercept.delete(path);
});

test("many who sign in at once ask the provider once, and one that is away is not asked by each", async () => {
  const own = testOutgoing();
  hostile.metadata = honest;
  const asked = () => hostile.received.filter((one) => one.startsWith("/.well-known")).length;
  const client = { issuer: hostile.issuer, clientId: "c", clientSecret: "s" };
  const before = asked();
  await Promise.all(Array.from({ length: 20 }, () => openProvider(client, own)));
  expect(asked() - before).toBe(1);
  hostile.metadata = { ...honest, issuer: "https://other.example" };
  const again = testOutgoing();
  for (let attempt = 0; attempt < 5; attempt++) {
    await expect(openProvider(client, again)).rejects.toMatchObject(NO_PROVIDER);
  }
  expect(asked() - before).toBe(2);
});
