import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { EntryFrame } from "../../features/sign-in/entry-frame.tsx";
import { ResetPasswordForm } from "../../features/sign-in/reset-password-form.tsx";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("signIn.resetPassword"))("title") };
}

export default async function ResetPasswordPage() {
  const t = await getTranslations("signIn.resetPassword");
  return (
    <EntryFrame title={t("title")} subtitle={t("subtitle")}>
      <ResetPasswordForm />
    </EntryFrame>
  );
}
