import { randomUUIDv7 } from "node:crypto";

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** A UUID version 7 (RFC 9562): ids made later sort later, which keeps index pages warm. */
export function newId(): string {
  return randomUUIDv7();
}

/** True for the canonical lower-case form, the only one we accept from outside. */
export function isUuid(text: string): boolean {
  return UUID.test(text);
}
