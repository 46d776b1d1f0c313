import "server-only";
import type { Context } from "@millrace/db";
import { resumeSession, type Session } from "@millrace/teams";
import { headers } from "next/headers";
import { redirect } from "next/navigation";
import { getServerSession } from "next-auth";
import { cache } from "react";
import { PATH_HEADER } from "../request-headers.ts";
import { authOptions } from "./auth-options.ts";
import { environment } from "./environment.ts";

/**
 * Who is signed in, checked against the database once a request: a session ends with its person's epoch or
 * membership, whatever its cookie says. Null: nobody.
 */
export const getSession = cache(async (): Promise<Session | null> => {
  const claim = (await getServerSession(authOptions()))?.claim;
  if (!claim) return null;
  const { database, clock } = environment();
  return resumeSession({ database, clock }, claim);
});

/** The session that a page needs; without one, the reader is sent to sign in and comes back to this page. */
export async function requireSession(): Promise<Session> {
  const session = await getSession();
  if (session) return session;
  const path = (await headers()).get(PATH_HEADER) ?? "/";
  redirect(`/sign-in?${new URLSearchParams({ callbackUrl: path })}`);
}

/** What every verb gets: the signed-in person as the actor. */
export async function requireContext(): Promise<Context> {
  const { actor } = await requireSession();
  return contextOf(actor);
}

export function contextOf(actor: Session["actor"]): Context {
  const { database, clock } = environment();
  return { database, clock, actor };
}
