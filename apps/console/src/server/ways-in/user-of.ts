import "server-only";
import type { User } from "next-auth";
import { secondFactorError } from "../../features/sign-in/sign-in-answer.ts";
import { beginHere, type Entrance } from "../open-session.ts";

/** What next-auth signs in: a new session, or nobody yet where the second factor comes first. */
export async function userOf(entrance: Entrance): Promise<User> {
  const claim = await beginHere(entrance);
  if (claim === null) throw secondFactorError();
  return { id: entrance.personId, claim };
}
