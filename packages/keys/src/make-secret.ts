import { randomInt } from "node:crypto";
import { KEY_PREFIX } from "./api-key.ts";
import { BASE62 } from "./rules/base62.ts";
import { keyChecksum, RANDOM_LENGTH } from "./rules/parse-key.ts";

/** A new key: 190 random bits, evenly distributed, and their checksum. */
export function makeSecret(): string {
  const random = Array.from({ length: RANDOM_LENGTH }, () => BASE62.charAt(randomInt(BASE62.length)));
  const body = KEY_PREFIX + random.join("");
  return body + keyChecksum(body);
}
