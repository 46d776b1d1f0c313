import { isOfDomains } from "../../rules/email-domain.ts";
import type { ProviderAccount } from "./read-claims.ts";

/** Why somebody whom the provider vouches for does not come in. */
export type EntryRefusal = "other_domain" | "other_account" | "owner_elsewhere" | "removed";

export type EntryFacts = {
  account: ProviderAccount;
  /** Of the connection. */
  emailDomains: readonly string[];
  /** Who is known by this account; if nobody, who has its e-mail address. */
  person: PersonFacts | null;
  /** Who is signed in, by other means, in the browser that came from the provider. */
  signedInPersonId: string | null;
};

export type PersonFacts = {
  id: string;
  /** In this team; null: not in it. */
  role: string | null;
  /** An admin took them out of the team, and nobody has invited them since. */
  wasRemoved: boolean;
  /** The account at this provider by which they are known. */
  subject: string | null;
};

export type Entry =
  | { kind: "refused"; reason: EntryRefusal }
  /** `personId` null: somebody new. */
  | { kind: "admitted"; personId: string | null; joins: boolean; links: boolean };

/**
 * Whether and as whom an account of the team's provider comes in. The address tells who somebody is the first time only;
 * from then on the account does.
 */
export function decideEntry(facts: EntryFacts): Entry {
  const { account, person } = facts;
  if (!isOfDomains(account.email, facts.emailDomains)) return refused("other_domain");
  if (person === null) return { kind: "admitted", personId: null, joins: true, links: true };
  // An address that is given to somebody else makes nobody that person.
  if (person.subject !== null && person.subject !== account.subject) return refused("other_account");
  const links = person.subject === null;
  // Who sets the provider up is not always who owns the team: owners say themselves which account is theirs.
  if (links && person.role === "owner" && facts.signedInPersonId !== person.id)
    return refused("owner_elsewhere");
  const joins = person.role === null;
  if (joins && person.wasRemoved) return refused("removed");
  return { kind: "admitted", personId: person.id, joins, links };
}

function refused(reason: EntryRefusal): Entry {
  return { kind: "refused", reason };
}
