import type { SignInProvider } from "@millrace/config";

/** What people call a provider; names of companies are the same in every language. */
export function providerName(provider: SignInProvider): string {
  switch (provider.id) {
    case "github":
      return "GitHub";
    case "google":
      return "Google";
    case "oidc":
      return provider.name;
  }
}
