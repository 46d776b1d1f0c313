import { hash } from "node:crypto";
import { crc32 } from "node:zlib";
import { KEY_PREFIX } from "../api-key.ts";
import { toBase62 } from "./base62.ts";

export const RANDOM_LENGTH = 32;
const CHECKSUM_LENGTH = 6;
const BODY_LENGTH = KEY_PREFIX.length + RANDOM_LENGTH;
const KEY_LENGTH = BODY_LENGTH + CHECKSUM_LENGTH;

/** CRC-32 (ISO 3309, as in zlib) of the prefix and the random characters, in base 62. */
export function keyChecksum(body: string): string {
  return toBase62(crc32(body), CHECKSUM_LENGTH);
}

/** SHA-256 of the whole key: what is stored, and what a key is looked up by. */
export function hashKey(secret: string): Buffer {
  return hash("sha256", secret, "buffer");
}

/**
 * The hash of a text that has the shape and the checksum of a key, or null. A typo, half a key or garbage of any length
 * is refused here, without a look-up; that the key exists is not said.
 */
export function parseKey(text: string): { hash: Buffer } | null {
  if (text.length !== KEY_LENGTH || !text.startsWith(KEY_PREFIX)) return null;
  const body = text.slice(0, BODY_LENGTH);
  return text.slice(BODY_LENGTH) === keyChecksum(body) ? { hash: hashKey(text) } : null;
}
