import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { createOutgoing, type Outgoing } from "@millrace/outgoing";
import Provider, { type Configuration } from "oidc-provider";

export type Account = { sub: string; email?: string; email_verified?: boolean; name?: string };

/** A real OpenID Connect provider on this machine, and whom it holds for signed in. */
export type TestProvider = {
  issuer: string;
  clientId: string;
  clientSecret: string;
  /** Who is at the provider's sign-in page next; null: somebody who turns back. */
  account: Account | null;
  /** Goes through the provider's pages as a browser would, and comes back with its answer. */
  visit(url: string): Promise<URL>;
  close(): Promise<void>;
};

const HOPS_MAX = 10;

/** `idTokenClaims`: it puts the address into the token itself rather than behind its endpoint of claims. */
export async function startProvider(
  redirectUris: string[],
  { idTokenClaims = false }: { idTokenClaims?: boolean } = {},
): Promise<TestProvider> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const client = { clientId: "millrace", clientSecret: "the-client-secret-of-the-test-provider" };
  const accounts = new Map<string, Account>();
  const provider = new Provider(issuer, {
    ...configuration(accounts, idTokenClaims),
    clients: [
      { client_id: client.clientId, client_secret: client.clientSecret, redirect_uris: redirectUris },
    ],
  });
  const test: TestProvider = {
    issuer,
    ...client,
    account: null,
    visit: (url) => visit(url, redirectUris),
    close: () => {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
  server.on("request", async (req, res) => {
    if (!req.url?.startsWith("/interaction/")) return provider.callback()(req, res);
    const { account } = test;
    if (account) accounts.set(account.sub, account);
    const result = account ? { login: { accountId: account.sub } } : { error: "access_denied" };
    await provider.interactionFinished(req, res, result);
  });
  return test;
}

/** Reaches providers of tests, which lie on this machine, and knows the records of the given domains. */
export function testOutgoing(records: Map<string, string[]> = new Map()): Outgoing {
  return createOutgoing({
    allow: ["127.0.0.1"],
    totalMaxMs: 2_000,
    readTxt: async (name) => records.get(name) ?? [],
  });
}

function configuration(accounts: Map<string, Account>, idTokenClaims: boolean): Configuration {
  return {
    claims: { openid: ["sub"], email: ["email", "email_verified"], profile: ["name"] },
    conformIdTokenClaims: !idTokenClaims,
    cookies: { keys: ["only for tests"] },
    features: { devInteractions: { enabled: false } },
    findAccount: (_ctx, sub) => ({ accountId: sub, claims: () => ({ ...accounts.get(sub), sub }) }),
    interactions: { url: (_ctx, { uid }) => `/interaction/${uid}` },
    loadExistingGrant: async (ctx) => {
      const { client, session, provider } = ctx.oidc;
      const grant = new provider.Grant({ clientId: client?.clientId, accountId: session?.accountId });
      grant.addOIDCScope("openid email profile");
      await grant.save();
      return grant;
    },
  };
}

async function visit(start: string, redirectUris: string[]): Promise<URL> {
  const cookies = new Map<string, string>();
  let url = new URL(start);
  for (let hop = 0; hop < HOPS_MAX; hop++) {
    const cookie = [...cookies].map((pair) => pair.join("=")).join("; ");
    const answer = await fetch(url, { redirect: "manual", headers: { cookie } });
    for (const set of answer.headers.getSetCookie()) {
      const [name = "", value = ""] = (set.split(";")[0] ?? "").split("=");
      cookies.set(name, value);
    }
    const location = answer.headers.get("location");
    if (location === null) throw new Error(`the provider stays at ${url}: ${await answer.text()}`);
    url = new URL(location, url);
    if (redirectUris.includes(`${url.origin}${url.pathname}`)) return url;
  }
  throw new Error("the provider sends its visitor round in circles");
}
