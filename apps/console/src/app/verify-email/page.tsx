import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { EntryFrame } from "../../features/sign-in/entry-frame.tsx";
import { VerifyEmail } from "../../features/sign-in/verify-email.tsx";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("signIn.verifyEmail"))("title") };
}

export default async function VerifyEmailPage() {
  const t = await getTranslations("signIn.verifyEmail");
  return (
    <EntryFrame title={t("title")} subtitle={t("subtitle")}>
      <VerifyEmail />
    </EntryFrame>
  );
}
