import "server-only";
import { listTeams, type TeamOfPerson } from "@millrace/teams";
import { cookies } from "next/headers";
import { TEAM_COOKIE } from "../request-headers.ts";
import { environment } from "./environment.ts";
import { requireSession } from "./session.ts";

/** The team to go to where an address names none: the one that this browser was in last, else the first. Null: in no team. */
export async function defaultTeam(): Promise<TeamOfPerson | null> {
  const session = await requireSession();
  const { database, clock } = environment();
  const teams = await listTeams({ database, clock }, session);
  const last = (await cookies()).get(TEAM_COOKIE)?.value;
  return teams.find(({ handle }) => handle === last) ?? teams[0] ?? null;
}
