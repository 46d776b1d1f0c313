import { createHash } from "node:crypto";
import { z } from "zod";

const PREFIX = "mi_";
const TOKEN_BYTES = 32;
/** Keeps what the copied link is derived from apart from other uses of the hash. */
const COPIED = "millrace invitation link\0";

export const invitationTokenSchema = z.string().regex(/^mi_[A-Za-z0-9_-]{43}$/, "is not an invitation");

export type InvitationTokens = { mailed: string; copied: string; hash: Uint8Array<ArrayBuffer> };

/**
 * The two tokens of one invitation, from 32 random bytes. The copied one is derived from the mailed one and not the other
 * way round: whoever invites gets only the former, so the latter shows that somebody reads the mail of that address.
 */
export function invitationTokens(random: Uint8Array): InvitationTokens {
  if (random.length !== TOKEN_BYTES) throw new RangeError(`a token is made of ${TOKEN_BYTES} bytes`);
  const mailed = PREFIX + Buffer.from(random).toString("base64url");
  const copied = copiedFrom(mailed);
  return { mailed, copied, hash: hashOf(copied) };
}

/** Under which hash an invitation would be stored, if this token is the copied one, and if it is the mailed one. */
export function invitationHashes(token: string): Record<"copied" | "mailed", Uint8Array<ArrayBuffer>> {
  return { copied: hashOf(token), mailed: hashOf(copiedFrom(token)) };
}

function copiedFrom(mailed: string): string {
  return PREFIX + createHash("sha256").update(COPIED).update(mailed).digest("base64url");
}

function hashOf(token: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(createHash("sha256").update(token).digest());
}
