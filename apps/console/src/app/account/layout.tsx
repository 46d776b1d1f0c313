import { Notice, PageHeader } from "@millrace/ui";
import { getTranslations } from "next-intl/server";
import type { ReactNode } from "react";
import { AccountPlaces } from "../../features/account/account-places.tsx";
import { OutsideFrame } from "../../features/frame/outside-frame.tsx";
import { requireSession } from "../../server/session.ts";

export default async function AccountLayout({ children }: { children: ReactNode }) {
  const session = await requireSession();
  const t = await getTranslations("account");
  const isConfined = session.ssoTeamId !== null;
  return (
    <OutsideFrame session={session}>
      <PageHeader title={t("title")} subtitle={t("subtitle")} />
      {isConfined ? (
        <Notice tone="water">{t("confined")}</Notice>
      ) : (
        <>
          <AccountPlaces />
          {children}
        </>
      )}
    </OutsideFrame>
  );
}
