import { z } from "zod";

const DOMAIN_LENGTH_MAX = 253;
const DOMAINS_MAX = 50;
const LABEL = "[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?";
const DOMAIN = new RegExp(`^${LABEL}(?:\\.${LABEL})+$`);

/** `@Acme.com` as `acme.com`. Others' scripts are written as the network writes them (`xn--…`), so that none looks like another. */
const emailDomainSchema = z
  .string()
  .max(DOMAIN_LENGTH_MAX + 1)
  .transform((text) => text.normalize("NFKC").trim().toLowerCase().replace(/^@/, ""))
  .pipe(z.string().max(DOMAIN_LENGTH_MAX).regex(DOMAIN, "is not a domain such as example.com"));

/** Each once, in order. */
export const emailDomainsSchema = z
  .array(emailDomainSchema)
  .max(DOMAINS_MAX)
  .transform((domains) => [...new Set(domains)].toSorted());

/** True when the address is of one of the domains, exactly; of no domains at all, every address is. */
export function isOfDomains(email: string, domains: readonly string[]): boolean {
  return domains.length === 0 || domains.includes(email.slice(email.lastIndexOf("@") + 1));
}
