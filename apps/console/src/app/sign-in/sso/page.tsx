import { Notice } from "@millrace/ui";
import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { EntryFrame } from "../../../features/sign-in/entry-frame.tsx";
import { EntryLink } from "../../../features/sign-in/entry-link.tsx";
import { handleOf } from "../../../features/sso/sso-paths.ts";
import { ssoRefusalIn } from "../../../features/sso/sso-refusal.ts";
import { SsoSignInForm } from "../../../features/sso/sso-sign-in-form.tsx";
import { environment } from "../../../server/environment.ts";
import { safePath } from "../../../server/safe-path.ts";
import { getSession, teamThatNeedsSso } from "../../../server/session.ts";
import type { PageProps } from "../../page-props.ts";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("sso.signIn"))("title") };
}

/** Also for whoever is signed in already, otherwise than their team demands. */
export default async function SsoSignInPage({ searchParams }: PageProps) {
  const { team, callbackUrl, refusal } = await searchParams;
  const handle = typeof team === "string" ? handleOf(team) : null;
  const path = safePath(
    typeof callbackUrl === "string" ? callbackUrl : null,
    environment().config.consoleUrl,
  );
  const why = ssoRefusalIn(refusal);
  const t = await getTranslations("sso.signIn");
  const demanding = handle && (await teamThatNeedsSso(handle));
  const isSignedIn = (await getSession()) !== null;
  return (
    <EntryFrame title={t("title")} subtitle={t("subtitle")}>
      {why && <Notice tone="bad">{t(`refusals.${why}`)}</Notice>}
      {demanding && !why && <Notice tone="water">{t("demanded", { team: demanding.name })}</Notice>}
      <SsoSignInForm team={handle ?? ""} path={path} />
      {isSignedIn ? (
        <EntryLink href="/">{t("onward")}</EntryLink>
      ) : (
        <EntryLink href="/sign-in">{t("back")}</EntryLink>
      )}
    </EntryFrame>
  );
}
