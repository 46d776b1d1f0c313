import type { SignInProvider } from "@millrace/config";
import { providerName } from "../sign-in/provider-name.ts";
import type { IdentityLine } from "./identities-card.tsx";

type Identity = { provider: string; label: string; linkedAt: Date };

/** Every provider that can be linked, with the account of it that is; and what is linked of one that is set up no more. */
export function identityLines(
  providers: readonly SignInProvider[],
  identities: readonly Identity[],
): IdentityLine[] {
  // What a team's single sign-on has linked is the team's business, and opens this team alone.
  const own = identities.filter(({ provider }) => !provider.startsWith("sso:"));
  const known = providers.map((provider) => ({
    provider: provider.id as string,
    name: providerName(provider),
    linked: own.find(({ provider: id }) => id === provider.id) ?? null,
  }));
  const gone = own.filter(({ provider }) => !known.some((line) => line.provider === provider));
  return [...known, ...gone.map((linked) => ({ provider: linked.provider, name: linked.provider, linked }))];
}
