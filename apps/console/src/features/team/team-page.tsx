import { PageHeader, Segment, Segmented } from "@millrace/ui";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { TeamLink } from "../team-address/team-link.tsx";

const TABS = [
  { name: "members", href: "/team", needs: "members.read" },
  { name: "invitations", href: "/team/invitations", needs: "invitations.read" },
  { name: "roles", href: "/team/roles", needs: "members.read" },
  { name: "access", href: "/team/access", needs: "members.read" },
] as const;

export type TeamTab = (typeof TABS)[number]["name"];

export type TeamPageProps = {
  tab: TeamTab;
  has: (permission: (typeof TABS)[number]["needs"]) => boolean;
  actions?: ReactNode;
  children: ReactNode;
};

/** One of the pages about who is in the team: their common title, and the ways between them. */
export function TeamPage({ tab, has, actions, children }: TeamPageProps) {
  const t = useTranslations("team");
  return (
    <>
      <PageHeader title={t("title")} subtitle={t("subtitle")} actions={actions} />
      <Segmented label={t("sections")} className="mb-4">
        {TABS.filter(({ needs }) => has(needs)).map(({ name, href }) => (
          <Segment key={name} current={name === tab}>
            <TeamLink href={href} className="whitespace-nowrap">
              {t(`tabs.${name}`)}
            </TeamLink>
          </Segment>
        ))}
      </Segmented>
      {children}
    </>
  );
}
