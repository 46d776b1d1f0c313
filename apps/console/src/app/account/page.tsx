import { getAccount } from "@millrace/people";
import { listTeams } from "@millrace/teams";
import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { DeleteAccountCard } from "../../features/account/delete-account-card.tsx";
import { ProfileCard } from "../../features/account/profile-card.tsx";
import { TeamsCard } from "../../features/account/teams-card.tsx";
import { isLocale } from "../../i18n/locale.ts";
import { environment } from "../../server/environment.ts";
import { requireSession } from "../../server/session.ts";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("account"))("title") };
}

export default async function AccountPage() {
  const session = await requireSession();
  if (session.ssoTeamId !== null) return null;
  const { database, clock } = environment();
  const [account, teams] = await Promise.all([
    getAccount({ database, clock }, session),
    listTeams({ database, clock }, session),
  ]);
  const { name, email, emailVerifiedAt, locale } = account;
  return (
    <div className="flex flex-col gap-4">
      <ProfileCard
        name={name}
        email={email}
        isVerified={emailVerifiedAt !== null}
        locale={isLocale(locale) ? locale : "en"}
      />
      <TeamsCard teams={teams} />
      <DeleteAccountCard email={email} isInTeams={teams.length > 0} />
    </div>
  );
}
