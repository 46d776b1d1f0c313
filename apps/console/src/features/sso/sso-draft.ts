import type { SsoConnection } from "@millrace/teams";

/** What the form holds: text as people type it. */
export type SsoDraft = {
  issuer: string;
  clientId: string;
  /** Empty: as before, or none where there was none. */
  clientSecret: string;
  emailDomains: string;
  defaultRole: string;
  required: boolean;
};

export function toDraft(connection: SsoConnection | null): SsoDraft {
  return {
    issuer: connection?.issuer ?? "",
    clientId: connection?.clientId ?? "",
    clientSecret: "",
    emailDomains: connection?.emailDomains.join("\n") ?? "",
    defaultRole: connection?.defaultRole ?? "viewer",
    required: connection !== null && connection.requiredSince !== null,
  };
}

/** The domains of a text with one a line, or separated otherwise. */
export function domainsIn(text: string): string[] {
  return text.split(/[\s,;]+/).filter((domain) => domain !== "");
}

/** What is sent: a secret only where one was typed, and none where nothing is there to keep. */
export function fromDraft(draft: SsoDraft, connection: SsoConnection | null) {
  const { clientSecret, emailDomains, ...rest } = draft;
  const isSameClient = connection?.issuer === draft.issuer && connection.clientId === draft.clientId;
  return {
    ...rest,
    emailDomains: domainsIn(emailDomains),
    ...(clientSecret !== "" ? { clientSecret } : !isSameClient && { clientSecret: null }),
  };
}
