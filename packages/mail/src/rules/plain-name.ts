/** Enough to know somebody by; a longer name is an advertisement. */
const CHARACTERS_MAX = 60;

/** Controls, and what turns the direction of writing round: a name must not rearrange the words around it. */
const INVISIBLE = /[\p{Cc}\p{Cf}\p{Co}\p{Cn}\p{Zl}\p{Zp}]+/gu;
const SCHEME = /[a-z][a-z0-9+.-]*:\/\//gi;
const DOT_INSIDE = /(?<=[\p{L}\p{N}])[.。．｡](?=[\p{L}\p{N}])/gu;

/**
 * What somebody else chose as a name, as one short line that mail programs make no link of: whoever invites strangers must
 * not be able to send them to an address of their own in our name.
 */
export function plainName(text: string): string {
  const line = text.replace(INVISIBLE, " ").replace(SCHEME, "").replace(/\s+/gu, " ").trim();
  const characters = [...line];
  const short =
    characters.length > CHARACTERS_MAX ? `${characters.slice(0, CHARACTERS_MAX - 1).join("")}…` : line;
  // A dot that looks the same and belongs to no domain.
  return short.replace(DOT_INSIDE, "\u2024");
}

/** A line of our own making, such as an IP address or the name of a browser: short and without controls. */
export function oneLine(text: string): string {
  return [...text.replace(INVISIBLE, " ").replace(/\s+/gu, " ").trim()].slice(0, 2 * CHARACTERS_MAX).join("");
}
