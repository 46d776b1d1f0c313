import { Wheel } from "@millrace/ui";
import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { getTranslations } from "next-intl/server";
import { LanguageMenu } from "../../features/frame/language-menu.tsx";
import { ThemeMenu } from "../../features/frame/theme-menu.tsx";
import { SignInForm } from "../../features/sign-in/sign-in-form.tsx";
import { environment } from "../../server/environment.ts";
import { safePath } from "../../server/safe-path.ts";
import { getSession } from "../../server/session.ts";
import type { PageProps } from "../page-props.ts";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("signIn"))("title") };
}

export default async function SignInPage({ searchParams }: PageProps) {
  const { callbackUrl } = await searchParams;
  const wanted = typeof callbackUrl === "string" ? callbackUrl : null;
  const path = safePath(wanted, environment().config.consoleUrl);
  if (await getSession()) redirect(path);
  const t = await getTranslations("signIn");
  return (
    <div className="flex min-h-dvh flex-col">
      <header className="flex h-13 items-center justify-end gap-1.5 px-4">
        <LanguageMenu />
        <ThemeMenu />
      </header>
      <main className="mx-auto flex w-full max-w-sm grow flex-col justify-center px-4 pb-32">
        <Wheel className="size-9 text-water" />
        <h1 className="mt-4 text-xl font-semibold tracking-tight">{t("title")}</h1>
        <p className="mt-1 mb-6 text-ink-2">{t("subtitle")}</p>
        <SignInForm path={path} />
      </main>
    </div>
  );
}
