import { Fault } from "@millrace/kernel";
import type { Outgoing } from "@millrace/outgoing";
import * as oidc from "openid-client";
import { parseIssuer } from "./rules/issuer.ts";

export type ProviderClient = { issuer: string; clientId: string; clientSecret: string | null };

const TIMEOUT_SECONDS = 15;
const METADATA_AGE_MAX_MS = 10 * 60_000;
/** A provider that is away is asked again after this, whoever wants to sign in meanwhile. */
const FAILURE_AGE_MAX_MS = 10_000;
const PROVIDERS_KEPT_MAX = 200;

type Kept = { metadata: Promise<oidc.ServerMetadata>; staleAtMs: number };
const kept = new WeakMap<Outgoing, Map<string, Kept>>();

/** What the provider says of itself, asked again every ten minutes. Faults as of `discover`. */
export async function openProvider(client: ProviderClient, outgoing: Outgoing): Promise<oidc.Configuration> {
  const { issuer, clientId, clientSecret } = client;
  const metadata = await keptMetadata(issuer, outgoing);
  const config = new oidc.Configuration(
    metadata,
    clientId,
    clientSecret ?? undefined,
    clientSecret === null ? oidc.None() : authenticate(metadata, clientSecret),
  );
  config.timeout = TIMEOUT_SECONDS;
  config[oidc.customFetch] = (url, init) => outgoing.fetch(url, init as RequestInit);
  // Signatures are checked although the tokens come straight from the provider.
  oidc.enableNonRepudiationChecks(config);
  if (isPlain(issuer)) oidc.allowInsecureRequests(config);
  return config;
}

/**
 * Asks the issuer for its metadata. Fault `invalid` `teams.sso_issuer`, `teams.sso_no_provider`, or those of
 * `Outgoing.fetch` when it is not reachable.
 */
export async function discover(issuer: string, outgoing: Outgoing): Promise<oidc.ServerMetadata> {
  const url = parseIssuer(issuer);
  try {
    const config = await oidc.discovery(url, "unused", undefined, undefined, {
      timeout: TIMEOUT_SECONDS,
      [oidc.customFetch]: (target, init) => outgoing.fetch(target, init as RequestInit),
      ...(isPlain(issuer) && { execute: [oidc.allowInsecureRequests] }),
    });
    const { supportsPKCE: _helper, ...metadata } = config.serverMetadata();
    assertUsable(metadata, issuer);
    return metadata;
  } catch (err) {
    throw faultIn(err) ?? noProvider(err);
  }
}

/** The fault of the outside request behind an error of the library; null when there is none. */
export function faultIn(err: unknown): Fault | null {
  let current = err;
  for (let depth = 0; depth < 5 && current instanceof Error; depth++) {
    if (current instanceof Fault) return current;
    current = current.cause;
  }
  return null;
}

async function keptMetadata(issuer: string, outgoing: Outgoing): Promise<oidc.ServerMetadata> {
  const known = kept.get(outgoing) ?? new Map<string, Kept>();
  kept.set(outgoing, known);
  const now = performance.now();
  const present = known.get(issuer);
  if (present && present.staleAtMs > now) return present.metadata;
  const metadata = discover(issuer, outgoing);
  const entry = { metadata, staleAtMs: now + METADATA_AGE_MAX_MS };
  known.delete(issuer);
  known.set(issuer, entry);
  const [oldest] = known.keys();
  if (known.size > PROVIDERS_KEPT_MAX && oldest !== undefined) known.delete(oldest);
  metadata.catch(() => {
    entry.staleAtMs = performance.now() + FAILURE_AGE_MAX_MS;
  });
  return metadata;
}

/** How the client shows who it is: the way that all must offer unless they say otherwise (OpenID Connect Discovery 3). */
function authenticate(metadata: oidc.ServerMetadata, clientSecret: string): oidc.ClientAuth {
  const offered = metadata.token_endpoint_auth_methods_supported ?? ["client_secret_basic"];
  return offered.includes("client_secret_basic")
    ? oidc.ClientSecretBasic(clientSecret)
    : oidc.ClientSecretPost(clientSecret);
}

function assertUsable(metadata: oidc.ServerMetadata, issuer: string): void {
  // The library takes two vendors' word for any issuer at their hosts; one of them signs for all of its customers there.
  const isItself = metadata.issuer === issuer;
  const endpoints = [metadata.authorization_endpoint, metadata.token_endpoint, metadata.jwks_uri];
  if (!isItself || !endpoints.every((endpoint) => isEndpoint(endpoint, issuer))) {
    throw noProvider(new Error(`issuer ${metadata.issuer}, endpoints ${endpoints.join(" ")}`));
  }
}

/** A browser is sent to one of these: it is https, or as plain as the issuer itself. */
function isEndpoint(text: string | undefined, issuer: string): boolean {
  const protocol = URL.parse(text ?? "")?.protocol;
  return protocol === "https:" || (protocol === "http:" && isPlain(issuer));
}

/** Without TLS; the client for outgoing requests lets that through for hosts alone that the operator allowed. */
function isPlain(issuer: string): boolean {
  return issuer.startsWith("http:");
}

function noProvider(cause: unknown): Fault {
  return new Fault({
    kind: "invalid",
    code: "teams.sso_no_provider",
    message:
      "Under this address there is no OpenID Connect provider that calls itself so. Compare it, to the last slash, with what the provider writes as its issuer.",
    param: "issuer",
    internal: String(cause instanceof Error ? (cause.cause ?? cause.message) : cause),
    cause,
  });
}
