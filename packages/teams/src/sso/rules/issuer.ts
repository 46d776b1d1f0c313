import { Fault } from "@millrace/kernel";

/**
 * The issuer's address in its one spelling. Query, fragment and name with password have no place in it, and an address of
 * the metadata itself would switch off the comparison of the two. Fault `invalid` `teams.sso_issuer`.
 */
export function parseIssuer(text: string): URL {
  const url = URL.parse(text);
  const isIssuer =
    url !== null &&
    (url.protocol === "https:" || url.protocol === "http:") &&
    url.search === "" &&
    url.hash === "" &&
    url.username === "" &&
    url.password === "" &&
    !url.pathname.includes("/.well-known/") &&
    // What the URL standard would change in passing is no issuer: the provider writes it as it stands.
    (url.href === text || url.href === `${text}/`);
  if (!isIssuer) throw noIssuer();
  return url;
}

function noIssuer(): Fault {
  return new Fault({
    kind: "invalid",
    code: "teams.sso_issuer",
    message:
      "The issuer is an address such as https://idp.example.com/realms/acme, as the provider writes it, without anything behind it.",
    param: "issuer",
  });
}
