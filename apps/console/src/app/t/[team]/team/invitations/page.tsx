import { listInvitations, may } from "@millrace/teams";
import { Card, EmptyState } from "@millrace/ui";
import { MailPlus } from "lucide-react";
import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { InvitationsTable } from "../../../../../features/invitations/invitations-table.tsx";
import { InviteButton } from "../../../../../features/invitations/invite-button.tsx";
import { TeamPage } from "../../../../../features/team/team-page.tsx";
import { environment } from "../../../../../server/environment.ts";
import { requireContext } from "../../../../../server/session.ts";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("team"))("tabs.invitations") };
}

export default async function InvitationsPage() {
  const ctx = await requireContext("invitations.read");
  const [t, invitations] = await Promise.all([getTranslations("invitations"), listInvitations(ctx)]);
  const { consoleUrl, sendsMail } = environment().config;
  const isEmpty = invitations.length === 0;
  return (
    <TeamPage
      tab="invitations"
      has={(permission) => may(ctx.actor, permission)}
      actions={!isEmpty && <InviteButton />}
    >
      <Card>
        {isEmpty ? (
          <EmptyState
            icon={MailPlus}
            title={t("empty.title")}
            text={t("empty.text")}
            action={<InviteButton />}
          />
        ) : (
          <InvitationsTable
            invitations={invitations}
            canWrite={may(ctx.actor, "invitations.write")}
            consoleUrl={consoleUrl}
            sendsMail={sendsMail}
          />
        )}
      </Card>
    </TeamPage>
  );
}
