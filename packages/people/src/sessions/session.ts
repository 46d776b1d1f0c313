import type { Origin } from "@millrace/kernel";
import { z } from "zod";
import type { Person } from "../person.ts";

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

export const sessionClaimSchema = z.object({ sessionId: z.uuid(), token: z.base64url().length(43) });

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
  /** May run the installation. */
  isOperator: boolean;
  origin: Origin;
};
