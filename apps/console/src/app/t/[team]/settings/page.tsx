import { getTeamSettings, listMembers, may } from "@millrace/teams";
import { Card, CardHeader, FactList, PageHeader } from "@millrace/ui";
import type { Metadata } from "next";
import { getLocale, getTranslations } from "next-intl/server";
import { DataSection } from "../../../../features/privacy/data-section.tsx";
import { GeneralForm } from "../../../../features/settings/general-form.tsx";
import { LeaveCard } from "../../../../features/settings/leave-card.tsx";
import { TransferCard } from "../../../../features/settings/transfer-card.tsx";
import { SsoSection } from "../../../../features/sso/sso-section.tsx";
import { formatNumber } from "../../../../format/quantity.ts";
import { requireContext, requireMember } from "../../../../server/session.ts";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("places"))("settings") };
}

export default async function SettingsPage() {
  const ctx = await requireContext("team.read");
  const { actor } = ctx;
  const [{ team }, settings, members, locale, t] = await Promise.all([
    requireMember(),
    getTeamSettings(ctx),
    may(actor, "members.read") ? listMembers(ctx) : [],
    getLocale(),
    getTranslations("settings"),
  ]);
  const { name, emailDomains, seatsMax } = settings;
  const others = members.filter(({ personId }) => personId !== actor.personId);
  const isLastOwner = actor.role === "owner" && !others.some(({ role }) => role === "owner");
  const facts = [
    { label: t("general.address"), value: <code className="figure">{team.handle}</code> },
    { label: t("general.currency"), value: <span className="figure">{team.currency}</span> },
    {
      label: t("general.seats"),
      value: seatsMax === null ? t("general.unlimited") : formatNumber(seatsMax, locale),
    },
  ];
  return (
    <>
      <PageHeader title={t("title")} subtitle={t("subtitle")} />
      <div className="flex flex-col gap-5">
        <Card>
          <CardHeader title={t("general.title")} />
          <div className="grid gap-x-10 gap-y-6 p-4 lg:grid-cols-2">
            {may(actor, "team.write") && <GeneralForm name={name} emailDomains={emailDomains} />}
            <FactList facts={facts} className="max-w-lg" />
          </div>
        </Card>
        <SsoSection />
        {may(actor, "owners.write") && (
          <TransferCard others={others.map(({ personId, name, email }) => ({ personId, name, email }))} />
        )}
        <LeaveCard team={name} isLastOwner={isLastOwner} />
        <DataSection />
      </div>
    </>
  );
}
