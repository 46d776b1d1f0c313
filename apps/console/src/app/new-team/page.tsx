import { Notice, PageHeader } from "@millrace/ui";
import type { Metadata } from "next";
import { getLocale, getTranslations } from "next-intl/server";
import { OutsideFrame } from "../../features/frame/outside-frame.tsx";
import { FoundForm } from "../../features/team/found-form.tsx";
import { defaultTeam } from "../../server/default-team.ts";
import { requireSession } from "../../server/session.ts";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("team.found"))("title") };
}

/** Where whoever is in no team lands, and where everybody else makes another one. */
export default async function NewTeamPage() {
  const [session, team, locale, t] = await Promise.all([
    requireSession(),
    defaultTeam(),
    getLocale(),
    getTranslations("team.found"),
  ]);
  const names = new Intl.DisplayNames(locale, { type: "currency" });
  const currencies = Intl.supportedValuesOf("currency").map((code) => ({
    code,
    name: names.of(code) ?? code,
  }));
  return (
    <OutsideFrame session={session}>
      <div className="mx-auto max-w-lg">
        <PageHeader title={t(team ? "title" : "noneTitle")} subtitle={t(team ? "subtitle" : "noneText")} />
        {session.ssoTeamId === null ? (
          <FoundForm currencies={currencies} />
        ) : (
          <Notice tone="water">{t("confined")}</Notice>
        )}
      </div>
    </OutsideFrame>
  );
}
