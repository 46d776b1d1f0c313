import { createHash, generateKeyPairSync, randomBytes, sign } from "node:crypto";
import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";

export type IssuerAccount = { sub: string; email: string; name?: string };

/** An OpenID Connect provider at which a test is always signed in, as whom it says. */
export type Issuer = {
  url: string;
  clientId: string;
  clientSecret: string;
  signInAs(account: IssuerAccount): void;
  close(): Promise<void>;
};

type Grant = { account: IssuerAccount; nonce: string; challenge: string };

const KEY_ID = "test";

export async function openIssuer(): Promise<Issuer> {
  const { privateKey, publicKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  const clientId = "millrace";
  const grants = new Map<string, Grant>();
  let current: IssuerAccount | null = null;
  let url = "";

  function idToken({ account, nonce }: Grant): string {
    const now = Math.floor(Date.now() / 1000);
    const claims = {
      iss: url,
      aud: clientId,
      iat: now,
      exp: now + 60,
      nonce,
      email_verified: true,
      ...account,
    };
    const parts = [{ alg: "RS256", kid: KEY_ID }, claims];
    const signed = parts.map((part) => Buffer.from(JSON.stringify(part)).toString("base64url")).join(".");
    return `${signed}.${sign("sha256", Buffer.from(signed), privateKey).toString("base64url")}`;
  }

  /** Nobody is asked anything: whoever comes goes back with a code. */
  function authorize(query: URLSearchParams, res: ServerResponse): void {
    const back = new URL(query.get("redirect_uri") ?? "");
    const code = randomBytes(16).toString("base64url");
    if (current === null) back.searchParams.set("error", "access_denied");
    else {
      const [nonce = "", challenge = ""] = [query.get("nonce"), query.get("code_challenge")].map(String);
      grants.set(code, { account: current, nonce, challenge });
      back.searchParams.set("code", code);
    }
    back.searchParams.set("state", query.get("state") ?? "");
    res.writeHead(302, { location: back.href }).end();
  }

  async function token(req: IncomingMessage, res: ServerResponse): Promise<void> {
    const form = new URLSearchParams(await text(req));
    const code = form.get("code") ?? "";
    const grant = grants.get(code);
    grants.delete(code);
    const verifier = createHash("sha256")
      .update(form.get("code_verifier") ?? "")
      .digest("base64url");
    if (!grant || grant.challenge !== verifier) return json(res, { error: "invalid_grant" }, 400);
    json(res, { access_token: "none", token_type: "Bearer", id_token: idToken(grant) });
  }

  const server = createServer((req, res) => {
    const { pathname, searchParams } = new URL(req.url ?? "/", url);
    if (pathname === "/authorize") return authorize(searchParams, res);
    if (pathname === "/token") return void token(req, res);
    if (pathname === "/keys") {
      return json(res, { keys: [{ ...publicKey.export({ format: "jwk" }), kid: KEY_ID, use: "sig" }] });
    }
    json(res, {
      issuer: url,
      authorization_endpoint: `${url}/authorize`,
      token_endpoint: `${url}/token`,
      jwks_uri: `${url}/keys`,
      response_types_supported: ["code"],
      subject_types_supported: ["public"],
      id_token_signing_alg_values_supported: ["RS256"],
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url,
    clientId,
    clientSecret: "only for tests",
    signInAs: (account) => {
      current = account;
    },
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}

function json(res: ServerResponse, body: object, status = 200): void {
  res.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
}
