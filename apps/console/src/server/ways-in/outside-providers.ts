import "server-only";
import type { SignInProvider } from "@millrace/config";
import type { AuthOptions } from "next-auth";
import GithubProvider from "next-auth/providers/github";
import GoogleProvider from "next-auth/providers/google";

/** Longer than a provider that works ever takes; next-auth's own 3.5 s are less than some do. */
const TIMEOUT_MS = 10_000;
const httpOptions = { timeout: TIMEOUT_MS };

type OidcProfile = { iss: string; sub: string; email?: string; name?: string };

/** The accounts elsewhere with which people may sign in here, as the environment names them. */
export function outsideProviders(providers: readonly SignInProvider[]): AuthOptions["providers"] {
  return providers.map(providerOf);
}

function providerOf(provider: SignInProvider): AuthOptions["providers"][number] {
  const { clientId, clientSecret } = provider;
  switch (provider.id) {
    case "github":
      return GithubProvider({
        clientId,
        clientSecret,
        httpOptions,
        checks: ["pkce", "state"],
        // Only the account's number counts here; its mail addresses are none of our business.
        authorization: { params: { scope: "read:user" } },
      });
    case "google":
      return GoogleProvider({ clientId, clientSecret, httpOptions, checks: ["pkce", "state", "nonce"] });
    case "oidc":
      return {
        id: "oidc",
        name: provider.name,
        type: "oauth",
        wellKnown: `${provider.issuer}/.well-known/openid-configuration`,
        authorization: { params: { scope: "openid email profile" } },
        idToken: true,
        checks: ["pkce", "state", "nonce"],
        clientId,
        clientSecret,
        httpOptions,
        // With the issuer, since another one's accounts may have the same numbers.
        profile: ({ iss, sub, email, name }: OidcProfile) => ({ id: `${iss}#${sub}`, email, name }),
      };
  }
}
