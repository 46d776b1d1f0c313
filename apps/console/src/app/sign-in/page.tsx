import { Notice } from "@millrace/ui";
import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { getTranslations } from "next-intl/server";
import { EntryFrame } from "../../features/sign-in/entry-frame.tsx";
import { OtherWays } from "../../features/sign-in/other-ways.tsx";
import { providerName } from "../../features/sign-in/provider-name.ts";
import { refusalOf } from "../../features/sign-in/refusal-of.ts";
import { SignInForm } from "../../features/sign-in/sign-in-form.tsx";
import { environment } from "../../server/environment.ts";
import { safePath } from "../../server/safe-path.ts";
import { getSession } from "../../server/session.ts";
import type { PageProps } from "../page-props.ts";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("signIn"))("title") };
}

export default async function SignInPage({ searchParams }: PageProps) {
  const { callbackUrl, refusal, error, notice } = await searchParams;
  const { consoleUrl, signInProviders } = environment().config;
  const path = safePath(typeof callbackUrl === "string" ? callbackUrl : null, consoleUrl);
  if (await getSession()) redirect(path);
  const t = await getTranslations("signIn");
  const why = refusalOf({ refusal, error });
  const providers = signInProviders.map((provider) => ({ id: provider.id, name: providerName(provider) }));
  return (
    <EntryFrame title={t("title")} subtitle={t("subtitle")}>
      {why && <Notice tone="bad">{t(`refusal.${why}`)}</Notice>}
      {notice === "password_changed" && <Notice tone="water">{t("passwordChanged")}</Notice>}
      <SignInForm path={path} />
      <OtherWays providers={providers} path={path} />
    </EntryFrame>
  );
}
