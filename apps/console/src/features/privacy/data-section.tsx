import { getBodyDays, listExports } from "@millrace/privacy";
import { may } from "@millrace/teams";
import { requireContext, requireMember } from "../../server/session.ts";
import { BodyDaysCard } from "./body-days-card.tsx";
import { DeleteTeamCard } from "./delete-team-card.tsx";
import { ExportsCard } from "./exports-card.tsx";

/** What is kept of the team, taken along or removed, for whoever may decide that; nothing for others. */
export async function DataSection() {
  const { actor, team } = await requireMember();
  const ctx = await requireContext();
  const canDecide = may(actor, "privacy.write");
  const [bodies, exports] = canDecide ? await Promise.all([getBodyDays(ctx), listExports(ctx)]) : [null, []];
  return (
    <>
      {bodies && <BodyDaysCard {...bodies} />}
      {canDecide && <ExportsCard exports={exports} handle={team.handle} />}
      {may(actor, "team.delete") && <DeleteTeamCard name={team.name} handle={team.handle} />}
    </>
  );
}
