import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { EntryFrame } from "../../../features/sign-in/entry-frame.tsx";
import { LinkLanding } from "../../../features/sign-in/link-landing.tsx";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("signIn.linkLanding"))("title") };
}

export default async function SignInLinkPage() {
  const t = await getTranslations("signIn.linkLanding");
  return (
    <EntryFrame title={t("title")} subtitle={t("subtitle")}>
      <LinkLanding />
    </EntryFrame>
  );
}
