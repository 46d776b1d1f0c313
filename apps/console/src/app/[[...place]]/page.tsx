import { redirect } from "next/navigation";
import { teamPath } from "../../features/team-address/team-path.ts";
import { defaultTeam } from "../../server/default-team.ts";
import type { PageProps } from "../page-props.ts";

/** An address without a team, such as `/usage?range=7d`, is that place in the team that one was in last. */
export default async function PlaceWithoutTeam({ params, searchParams }: PageProps<{ place?: string[] }>) {
  const [team, { place = [] }, query] = await Promise.all([defaultTeam(), params, searchParams]);
  if (!team) redirect("/new-team");
  const search = new URLSearchParams(
    Object.entries(query).flatMap(([name, value]) => (typeof value === "string" ? [[name, value]] : [])),
  );
  const path = teamPath(team.handle, `/${place.map(encodeURIComponent).join("/")}`);
  redirect(search.size > 0 ? `${path}?${search}` : path);
}
