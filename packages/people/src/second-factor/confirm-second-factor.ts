import type { SystemTx } from "@millrace/db";
import type { Origin } from "@millrace/kernel";
import { forgiveAttempt, takeAttempt } from "../attempts/take-attempt.ts";
import type { PeopleContext } from "../context.ts";
import { findDevice } from "../devices/store.ts";
import { guessLimits } from "../rules/attempt-limits.ts";
import { hashDeviceTokens } from "../rules/device-tokens.ts";
import { hashToken, tokenSchema } from "../rules/token.ts";
import { openSession } from "../sessions/open-session.ts";
import type { SessionClaim } from "../sessions/session.ts";
import { findAddressee } from "../store.ts";
import { spendCode } from "./spend-code.ts";
import { deleteTicket, tryTicket } from "./store.ts";

type Second = {
  ticket: string;
  /** Of the authenticator, or a recovery code. */
  code: string;
  origin: Origin;
  deviceToken?: string | undefined;
};

/** `waitMs`: nobody may try a code of this account from here for so long. */
export type Confirmation =
  | { kind: "session"; claim: SessionClaim; deviceToken: string | null }
  | { kind: "refused"; waitMs?: number };

const REFUSED: Confirmation = { kind: "refused" };

/** The second step of a sign-in. A ticket is good for one session, and for five tries at it. */
export async function confirmSecondFactor(ctx: PeopleContext, second: Second): Promise<Confirmation> {
  if (!tokenSchema.safeParse(second.ticket).success) return REFUSED;
  return ctx.database.inSystem((tx) => confirm(tx, ctx, second));
}

/** Refusals are returned, not thrown: the tries that they count must stay counted. */
async function confirm(tx: SystemTx, ctx: PeopleContext, second: Second): Promise<Confirmation> {
  const { code, origin, deviceToken } = second;
  const now = ctx.clock.now();
  const tokenHash = hashToken(second.ticket);
  const ticket = await tryTicket(tx, tokenHash, now);
  const person = ticket && (await findAddressee(tx, { id: ticket.personId }));
  if (!ticket || !person) return REFUSED;
  const device = await findDevice(tx, person.email, hashDeviceTokens(deviceToken));
  const limits = guessLimits("second_factor", { account: person.id, device, origin });
  const full = await takeAttempt(tx, limits, now);
  if (full) return { kind: "refused", waitMs: full.waitMs };
  if (!(await spendCode(tx, ctx, { personId: person.id, code }))) return REFUSED;
  await forgiveAttempt(tx, limits);
  await deleteTicket(tx, tokenHash);
  const { method, ssoTeamId } = ticket;
  const entrance = { person, method, ssoTeamId, secondFactorAt: now, origin, deviceToken };
  return { kind: "session", ...(await openSession(tx, ctx, entrance)) };
}
