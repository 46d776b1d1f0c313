import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { DeletionProof } from "../../features/privacy/deletion-proof.tsx";
import { EntryFrame } from "../../features/sign-in/entry-frame.tsx";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("privacy.deleted"))("title") };
}

/** After the deletion of a team: outside of it, and also for whoever was in no other. */
export default async function TeamDeletedPage() {
  const t = await getTranslations("privacy.deleted");
  return (
    <EntryFrame title={t("title")}>
      <DeletionProof />
    </EntryFrame>
  );
}
