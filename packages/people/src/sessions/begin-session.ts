import { createHash, randomBytes } from "node:crypto";
import type { SystemContext } from "@millrace/db";
import { newId, type Origin } from "@millrace/kernel";
import type { SessionClaim, SignInMethod } from "./session.ts";
import { insertSession } from "./store.ts";

const TOKEN_BYTES = 32;
/** However busy, a session ends after this. */
const SESSION_AGE_MAX_MS = 30 * 24 * 3_600_000;

export type Beginning = {
  personId: string;
  method: SignInMethod;
  /** For `sso`. */
  ssoTeamId?: string;
  origin: Origin;
};

/** A new session of a person who has proved who they are; what is returned belongs into a cookie and nowhere else. */
export async function beginSession(
  { database, clock }: SystemContext,
  { personId, method, ssoTeamId, origin }: Beginning,
): Promise<SessionClaim> {
  const id = newId();
  const token = randomBytes(TOKEN_BYTES).toString("base64url");
  const now = clock.now();
  await database.inSystem((tx) =>
    insertSession(tx, {
      id,
      personId,
      tokenHash: hashToken(token),
      method,
      ssoTeamId: ssoTeamId ?? null,
      provedAt: now,
      createdAt: now,
      lastSeenAt: now,
      expiresAt: new Date(now.getTime() + SESSION_AGE_MAX_MS),
      ...origin,
    }),
  );
  return { sessionId: id, token };
}

/** Tokens are random, so one round of SHA-256 is all that keeps their hashes from being turned back. */
export function hashToken(token: string): Buffer {
  return createHash("sha256").update(token).digest();
}
