import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { EntryFrame } from "../../features/sign-in/entry-frame.tsx";
import { LinkRequestForm } from "../../features/sign-in/link-request-form.tsx";
import { environment } from "../../server/environment.ts";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("signIn.forgotPassword"))("title") };
}

export default async function ForgotPasswordPage() {
  const t = await getTranslations("signIn.forgotPassword");
  return (
    <EntryFrame title={t("title")} subtitle={t("subtitle")}>
      <LinkRequestForm purpose="forgotPassword" sendsMail={environment().config.sendsMail} />
    </EntryFrame>
  );
}
