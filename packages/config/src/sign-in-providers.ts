import { Fault } from "@millrace/kernel";
import type { z } from "zod";
import type { SIGN_IN_VARIABLES } from "./variables.ts";

type Client = { clientId: string; clientSecret: string };

/** Where people have accounts with which they may sign in here. */
export type SignInProvider =
  | ({ id: "github" | "google" } & Client)
  | ({ id: "oidc"; issuer: string; name: string } & Client);

export type SignInValues = {
  readonly [Name in keyof typeof SIGN_IN_VARIABLES]?: z.infer<(typeof SIGN_IN_VARIABLES)[Name]>;
};

/** The providers that the environment names. Fault `config.invalid` where one of them is named by halves. */
export function signInProviders(values: SignInValues): SignInProvider[] {
  const { OIDC_ISSUER: issuer, OIDC_NAME: name } = values;
  const github = client(values, "GITHUB_CLIENT_ID", "GITHUB_CLIENT_SECRET");
  const google = client(values, "GOOGLE_CLIENT_ID", "GOOGLE_CLIENT_SECRET");
  const oidc = client(values, "OIDC_CLIENT_ID", "OIDC_CLIENT_SECRET");
  if ((oidc === null) !== (issuer === undefined)) {
    throw byHalves("OIDC_ISSUER, OIDC_CLIENT_ID and OIDC_CLIENT_SECRET");
  }
  return [
    ...(github ? [{ id: "github" as const, ...github }] : []),
    ...(google ? [{ id: "google" as const, ...google }] : []),
    ...(oidc && issuer
      ? [{ id: "oidc" as const, issuer, name: name ?? new URL(issuer).hostname, ...oidc }]
      : []),
  ];
}

function client(
  values: SignInValues,
  idName: keyof SignInValues,
  secretName: keyof SignInValues,
): Client | null {
  const [clientId, clientSecret] = [values[idName], values[secretName]];
  if (clientId === undefined && clientSecret === undefined) return null;
  if (clientId === undefined || clientSecret === undefined) throw byHalves(`${idName} and ${secretName}`);
  return { clientId, clientSecret };
}

function byHalves(names: string): Fault {
  return new Fault({
    kind: "invalid",
    code: "config.invalid",
    message: `The environment has a bad variable:\n  ${names} belong together: set all of them or none.`,
  });
}
