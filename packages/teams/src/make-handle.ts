import { randomInt } from "node:crypto";

const NAME_PART_MAX = 40;
/** Without those that are read as one another. */
const ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz";
const RANDOM_CHARACTERS = 6;

/** `Acme Ltd.` as `acme-ltd-7k2m9q`: the random part keeps a handle from telling whether another team has the name. */
export function makeHandle(name: string): string {
  const readable = name
    .normalize("NFKD")
    .toLowerCase()
    .replaceAll(/\p{M}/gu, "")
    .replaceAll(/[^a-z0-9]+/g, "-")
    .slice(0, NAME_PART_MAX)
    .replaceAll(/^-+|-+$/g, "");
  const random = Array.from({ length: RANDOM_CHARACTERS }, () => ALPHABET[randomInt(ALPHABET.length)]);
  return `${readable || "team"}-${random.join("")}`;
}
