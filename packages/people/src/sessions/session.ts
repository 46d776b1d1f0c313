import type { Origin } from "@millrace/kernel";
import { z } from "zod";
import type { Person } from "../person.ts";
import { tokenSchema } from "../rules/token.ts";

/** How somebody proved who they are. */
export const SIGN_IN_METHODS = [
  "password",
  "email_link",
  "github",
  "google",
  "oidc",
  "sso",
  "invitation",
] as const;

export type SignInMethod = (typeof SIGN_IN_METHODS)[number];

/** However busy, a session ends after this. */
export const SESSION_AGE_MAX_MS = 30 * 24 * 3_600_000;
/** Unused for this long, a session is over. */
export const IDLE_MAX_MS = 7 * 24 * 3_600_000;

export const sessionClaimSchema = z.object({ sessionId: z.uuid(), token: tokenSchema });

/** What a session cookie holds: only a claim, worth nothing without its row. */
export type SessionClaim = z.infer<typeof sessionClaimSchema>;

/** A browser in which somebody is signed in, as it stands now. */
export type Session = {
  id: string;
  person: Person;
  method: SignInMethod;
  /** Set for `sso`: the session opens this team and no other. */
  ssoTeamId: string | null;
  /** When the second factor was shown in this session; null: not. */
  secondFactorAt: Date | null;
  /** When the person last proved who they are. */
  provedAt: Date;
  /** May run the installation; never in a session that a team's own provider opened. */
  isOperator: boolean;
  origin: Origin;
};
