import { hasEnded, listKeys } from "@millrace/keys";
import { assignableRoles, getTeamSettings, listMembers, listRoles, may } from "@millrace/teams";
import { Card, Notice } from "@millrace/ui";
import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { InviteButton } from "../../../../features/invitations/invite-button.tsx";
import { memberRows } from "../../../../features/members/member-row.ts";
import { MembersTable } from "../../../../features/members/members-table.tsx";
import { TeamPage } from "../../../../features/team/team-page.tsx";
import { requireContext } from "../../../../server/session.ts";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("places"))("team") };
}

export default async function MembersPage() {
  const ctx = await requireContext("members.read");
  const { actor } = ctx;
  const canRevokeKeys = may(actor, "keys.write") && may(actor, "keys.read");
  const [t, members, roles, team, keys] = await Promise.all([
    getTranslations("team"),
    listMembers(ctx),
    listRoles(ctx),
    getTeamSettings(ctx),
    canRevokeKeys ? listKeys(ctx) : null,
  ]);
  const givable = may(actor, "members.write") ? assignableRoles(actor, roles) : [];
  const rows = memberRows(members, {
    readerId: actor.personId,
    givable,
    keyMakers:
      keys
        ?.filter((key) => !key.isService && !hasEnded(key, ctx.clock.now()))
        .map(({ createdBy }) => createdBy?.id ?? null) ?? null,
  });
  const { seatsMax, seatsTaken } = team;
  return (
    <TeamPage tab="members" has={(permission) => may(actor, permission)} actions={<InviteButton />}>
      {seatsMax !== null && (
        <Notice tone={seatsTaken < seatsMax ? "water" : "warn"} className="mb-4">
          {t("seats", { used: seatsTaken, max: seatsMax })}
        </Notice>
      )}
      <Card>
        <MembersTable members={rows} givable={roles.filter(({ id }) => givable.includes(id))} />
      </Card>
    </TeamPage>
  );
}
