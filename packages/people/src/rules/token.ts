import { createHash, randomBytes } from "node:crypto";
import { z } from "zod";

const TOKEN_BYTES = 32;

/** A token as it is in cookies and links: 32 random bytes in base64url. */
export const tokenSchema = z.string().regex(/^[A-Za-z0-9_-]{43}$/, "is not a token");

export function newToken(): string {
  return randomBytes(TOKEN_BYTES).toString("base64url");
}

/** Tokens are random, so one round of SHA-256 is all that keeps their hashes from being turned back. */
export function hashToken(token: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(createHash("sha256").update(token).digest());
}
