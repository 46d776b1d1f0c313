import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { InvitationScreen } from "../../features/invitations/page/invitation-screen.tsx";
import { EntryFrame } from "../../features/sign-in/entry-frame.tsx";
import { getSession } from "../../server/session.ts";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("invitations.page"))("title") };
}

/** The token stands behind the `#` and never reaches this server with the page: a mail scanner that opens it uses nothing up. */
export default async function InvitationPage() {
  const [session, t] = await Promise.all([getSession(), getTranslations("invitations.page")]);
  return (
    <EntryFrame title={t("title")}>
      <InvitationScreen
        reader={session && { email: session.person.email, isConfined: session.ssoTeamId !== null }}
      />
    </EntryFrame>
  );
}
