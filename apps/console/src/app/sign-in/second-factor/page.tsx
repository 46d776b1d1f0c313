import type { Metadata } from "next";
import { cookies } from "next/headers";
import { redirect } from "next/navigation";
import { getTranslations } from "next-intl/server";
import { EntryFrame } from "../../../features/sign-in/entry-frame.tsx";
import { SecondFactorForm } from "../../../features/sign-in/second-factor-form.tsx";
import { authCookies } from "../../../server/auth-cookies.ts";
import { environment } from "../../../server/environment.ts";
import { safePath } from "../../../server/safe-path.ts";
import type { PageProps } from "../../page-props.ts";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("signIn.secondFactor"))("title") };
}

export default async function SecondFactorPage({ searchParams }: PageProps) {
  const { callbackUrl } = await searchParams;
  const { consoleUrl } = environment().config;
  if (!(await cookies()).has(authCookies(consoleUrl).ticket.name)) redirect("/sign-in?refusal=expired");
  const t = await getTranslations("signIn.secondFactor");
  const path = safePath(typeof callbackUrl === "string" ? callbackUrl : null, consoleUrl);
  return (
    <EntryFrame title={t("title")}>
      <SecondFactorForm path={path} />
    </EntryFrame>
  );
}
