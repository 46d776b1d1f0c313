import "server-only";
import type { Context } from "@millrace/db";
import { resumeSession, type Session } from "@millrace/people";
import { enterTeam, type Member, may, needsSso, type Permission, type Team } from "@millrace/teams";
import { headers } from "next/headers";
import { forbidden, notFound, redirect } from "next/navigation";
import { cache } from "react";
import { ssoPage } from "../features/sso/sso-paths.ts";
import { handleIn } from "../features/team-address/team-path.ts";
import { PATH_HEADER } from "../request-headers.ts";
import { environment } from "./environment.ts";
import { originOf } from "./origin.ts";
import { readClaim } from "./session-cookie.ts";

/** Who is signed in, checked against the database once a request: without its row, a cookie is worth nothing. Null: nobody. */
export const getSession = cache(async (): Promise<Session | null> => {
  const claim = await readClaim();
  if (!claim) return null;
  const { database, clock } = environment();
  return resumeSession({ database, clock }, claim, originOf(await headers()));
});

/** The session that a page needs; without one, the reader is sent to sign in and comes back to this page. */
export async function requireSession(): Promise<Session> {
  const session = await getSession();
  if (session) return session;
  redirect(`/sign-in?${new URLSearchParams({ callbackUrl: await pathOfPage() })}`);
}

/** The signed-in person in the team with this handle; null when it is not one of theirs. */
export const memberOf = cache(async (handle: string): Promise<Member | null> => {
  const session = await getSession();
  if (!session) return null;
  const { database, clock } = environment();
  return enterTeam({ database, clock }, session, handle);
});

/** The member that a page of a team needs: the team is the one in the page's address, and no other. */
export async function requireMember(): Promise<Member> {
  await requireSession();
  const handle = handleIn(await pathOfPage());
  if (handle === null) notFound();
  const member = await memberOf(handle);
  if (member) return member;
  if (await teamThatNeedsSso(handle)) redirect(ssoPage({ team: handle, path: await pathOfPage() }));
  notFound();
}

/** The team with this handle when it keeps its member out only because they did not come through its provider. */
export async function teamThatNeedsSso(handle: string): Promise<Team | null> {
  const session = await getSession();
  return session && needsSso({ database: environment().database }, session, handle);
}

/** What every verb gets: the signed-in person as the actor. Shows the page "not for your role" unless it holds all of `needs`. */
export async function requireContext(...needs: readonly Permission[]): Promise<Context> {
  const { actor } = await requireMember();
  if (!needs.every((permission) => may(actor, permission))) forbidden();
  const { database, clock } = environment();
  return { database, clock, actor };
}

async function pathOfPage(): Promise<string> {
  return (await headers()).get(PATH_HEADER) ?? "/";
}
