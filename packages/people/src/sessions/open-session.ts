import type { SystemTx } from "@millrace/db";
import { newId, type Origin } from "@millrace/kernel";
import type { PeopleContext } from "../context.ts";
import { admitDevice } from "../devices/admit-device.ts";
import type { Addressee } from "../person.ts";
import { hashToken, newToken } from "../rules/token.ts";
import { SESSION_AGE_MAX_MS, type SessionClaim, type SignInMethod } from "./session.ts";
import { insertSession } from "./store.ts";

export type Entrance = {
  person: Addressee;
  method: SignInMethod;
  ssoTeamId: string | null;
  secondFactorAt: Date | null;
  origin: Origin;
  deviceToken: string | undefined;
};

/** A session with an id and a token of its own, whatever the browser brought along. Only once all proofs are in. */
export async function openSession(
  tx: SystemTx,
  ctx: PeopleContext,
  entrance: Entrance,
): Promise<{ claim: SessionClaim; deviceToken: string | null }> {
  const { person, method, ssoTeamId, secondFactorAt, origin } = entrance;
  const deviceToken = await admitDevice(tx, ctx, entrance);
  const [id, token, now] = [newId(), newToken(), ctx.clock.now()];
  await insertSession(tx, {
    id,
    personId: person.id,
    tokenHash: hashToken(token),
    method,
    ssoTeamId,
    secondFactorAt,
    provedAt: now,
    createdAt: now,
    lastSeenAt: now,
    expiresAt: new Date(now.getTime() + SESSION_AGE_MAX_MS),
    address: origin.address,
    userAgent: origin.userAgent,
  });
  return { claim: { sessionId: id, token }, deviceToken };
}
