import { timingSafeEqual } from "node:crypto";
import type { SystemContext } from "@millrace/db";
import type { Origin } from "@millrace/kernel";
import { hashToken } from "../rules/token.ts";
import { IDLE_MAX_MS, type Session, type SessionClaim, sessionClaimSchema } from "./session.ts";
import { findSession, touchSession } from "./store.ts";

/** How exactly a person is told when a session was last used. */
const TOUCH_EVERY_MS = 60_000;

/** The session as it stands now, read afresh for each request. Null when it has ended, whatever its cookie says. */
export async function resumeSession(
  { database, clock }: SystemContext,
  claim: SessionClaim,
  origin: Origin,
): Promise<Session | null> {
  const parsed = sessionClaimSchema.safeParse(claim);
  if (!parsed.success) return null;
  const now = clock.now();
  return database.inSystem(async (tx) => {
    const row = await findSession(tx, parsed.data.sessionId);
    if (!row || !timingSafeEqual(row.tokenHash, hashToken(parsed.data.token))) return null;
    const idleMs = now.getTime() - row.lastSeenAt.getTime();
    if (row.expiresAt <= now || idleMs > IDLE_MAX_MS) return null;
    if (idleMs > TOUCH_EVERY_MS) await touchSession(tx, row.id, { lastSeenAt: now, ...origin });
    const { tokenHash: _hash, expiresAt: _expires, lastSeenAt: _seen, ...session } = row;
    return { ...session, origin };
  });
}
