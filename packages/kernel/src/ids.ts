import { hash, randomUUIDv7 } from "node:crypto";

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** A UUID version 7 (RFC 9562): ids made later sort later, which keeps index pages warm. */
export function newId(): string {
  return randomUUIDv7();
}

/** True for the canonical lower-case form, the only one we accept from outside. */
export function isUuid(text: string): boolean {
  return UUID.test(text);
}

/**
 * A UUID version 8 (RFC 9562) that follows from the parts: the same parts always give the same id, others another one
 * (122 bits of SHA-256).
 */
export function derivedId(...parts: readonly string[]): string {
  const digest = hash("sha256", JSON.stringify(parts), "hex");
  const variant = ((Number.parseInt(digest.slice(15, 16), 16) & 0b0011) | 0b1000).toString(16);
  return [
    digest.slice(0, 8),
    digest.slice(8, 12),
    `8${digest.slice(12, 15)}`,
    `${variant}${digest.slice(16, 19)}`,
    digest.slice(19, 31),
  ].join("-");
}

/** Whether an id was made by `derivedId`. */
export function isDerivedId(id: string): boolean {
  return isUuid(id) && id[14] === "8";
}
