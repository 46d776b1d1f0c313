import { createSign, generateKeyPairSync, type KeyObject } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

type Claims = Record<string, unknown>;

/** A provider that says whatever a test wants it to say. */
export type HostileProvider = {
  issuer: string;
  /** What it says of itself; the test may change it. */
  metadata: Claims;
  /** The token that the next exchange of a code yields. */
  idToken: string;
  /** A token signed by a key that it publishes, or by another one. */
  sign(claims: Claims, how?: { alg?: string; withOwnKey?: boolean }): string;
  /** Answers instead of it, for a path. */
  intercept: Map<string, (req: IncomingMessage, res: ServerResponse) => void>;
  /** What was sent to it, as `path body`. */
  received: string[];
  close(): Promise<void>;
};

const KEY_ID = "k-1";

export async function startHostileProvider(): Promise<HostileProvider> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const own = generateKeyPairSync("rsa", { modulusLength: 2048 });
  const other = generateKeyPairSync("rsa", { modulusLength: 2048 });
  const hostile: HostileProvider = {
    issuer,
    metadata: {
      issuer,
      authorization_endpoint: `${issuer}/authorize`,
      token_endpoint: `${issuer}/token`,
      jwks_uri: `${issuer}/keys`,
      response_types_supported: ["code"],
      subject_types_supported: ["public"],
      id_token_signing_alg_values_supported: ["RS256"],
    },
    idToken: "",
    sign: (claims, { alg = "RS256", withOwnKey = true } = {}) =>
      sign(claims, { alg, key: (withOwnKey ? own : other).privateKey }),
    intercept: new Map(),
    received: [],
    close: () => {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
  const keys = {
    keys: [{ ...own.publicKey.export({ format: "jwk" }), kid: KEY_ID, use: "sig", alg: "RS256" }],
  };
  const answers: Record<string, () => unknown> = {
    "/.well-known/openid-configuration": () => hostile.metadata,
    "/keys": () => keys,
    "/token": () => ({ access_token: "a", token_type: "Bearer", id_token: hostile.idToken }),
  };
  server.on("request", async (req, res) => {
    const path = req.url ?? "";
    let body = "";
    for await (const chunk of req) body += chunk;
    hostile.received.push(`${path} ${req.headers.authorization ?? ""} ${body}`);
    const instead = hostile.intercept.get(path);
    if (instead) return instead(req, res);
    const answer = answers[path]?.();
    res
      .writeHead(answer ? 200 : 404, { "content-type": "application/json" })
      .end(JSON.stringify(answer ?? {}));
  });
  return hostile;
}

function sign(claims: Claims, { alg, key }: { alg: string; key: KeyObject }): string {
  const part = (value: Claims) => Buffer.from(JSON.stringify(value)).toString("base64url");
  const signed = `${part({ alg, kid: KEY_ID })}.${part(claims)}`;
  if (alg === "none") return `${signed}.`;
  return `${signed}.${createSign("sha256").update(signed).sign(key).toString("base64url")}`;
}
